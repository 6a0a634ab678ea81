import type { Command } from 'commander';
import type { EvaluationDependencies, EvaluationInput } from '../../server/evaluation/open-evaluation-database.ts';
import type { EvaluationFault } from '../../server/evaluation/read-evaluation-data.ts';
import { openReranker } from '../../server/models/models-options.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { createLog } from '../../server/platform/log.ts';
import { CommandFault } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';
import { type Progress, type Terminal, table } from '../terminal.ts';

interface Options {
  corpus: string;
  queries: string;
  vectors?: string;
}
type Evaluate<Result> = (
  deps: EvaluationDependencies,
  input: EvaluationInput,
) => Promise<(Result & { note: string | null }) | EvaluationFault>;

export function addEvaluateCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const { words } = terminal;
  const evaluate = program.command('eval').description(words.evaluate);
  const share = new Intl.NumberFormat(terminal.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  const signed = new Intl.NumberFormat(terminal.language, {
    minimumFractionDigits: 3,
    maximumFractionDigits: 3,
    signDisplay: 'exceptZero',
  });
  const time = (milliseconds: number) => `${terminal.number(Math.round(milliseconds * 10) / 10)} ms`;
  const times = ({ p50ms, p95ms }: { p50ms: number; p95ms: number }) => [time(p50ms), time(p95ms)];
  const add = (name: string, description: string) =>
    evaluate
      .command(name)
      .description(description)
      .requiredOption('--corpus <file>', words.evaluateCorpus)
      .requiredOption('--queries <file>', words.evaluateQueries)
      .option('--vectors <file>', words.evaluateVectors);

  add('retrieval', words.evaluateRetrieval).action(async (options: Options) => {
    const { evaluateRetrieval } = await import('../../server/evaluation/evaluate-retrieval.ts');
    const measured = await measure(context, options, evaluateRetrieval);
    if (terminal.json) return terminal.result(measured);
    summarise(terminal, measured);
    const { lexical, vectors, hybrid, baseline } = measured;
    const rows = (['lexical', 'vectors', 'hybrid', 'baseline'] as const).flatMap((name) => {
      const figures = { lexical, vectors, hybrid, baseline }[name];
      if (figures === undefined) return [];
      const difference = 'difference' in figures ? figures.difference.ndcg10 : null;
      return [
        [
          words.retrievers[name],
          ...[figures.hit1, figures.hit5, figures.mrr10, figures.ndcg10].map((value) => share.format(value)),
          difference === null
            ? ''
            : `${signed.format(difference.mean)} (${signed.format(difference.low)} … ${signed.format(difference.high)})`,
          ...times(figures),
        ],
      ];
    });
    const head = ['', 'hit@1', 'hit@5', 'MRR@10', 'nDCG@10', words.evaluationDifference, 'p50', 'p95'];
    terminal.line(table(head, rows));
  });

  add('quoting', words.evaluateQuoting).action(async (options: Options) => {
    const { evaluateQuoting } = await import('../../server/evaluation/evaluate-quoting.ts');
    const measured = await measure(context, options, evaluateQuoting);
    if (terminal.json) return terminal.result(measured);
    summarise(terminal, measured);
    const columns = words.quotingColumns;
    terminal.line(
      table(
        ['', columns.precision, columns.recall, 'F1', columns.firstLine, columns.lines, 'p50', 'p95'],
        (['rightPage', 'wholeSite', 'baseline'] as const).map((name) => {
          const figures = measured[name];
          return [
            words.quotingRows[name],
            ...[figures.precision, figures.recall, figures.f1, figures.firstLine].map((value) => share.format(value)),
            terminal.number(Math.round(figures.lines * 10) / 10),
            ...times(figures),
          ];
        }),
      ),
    );
    terminal.line(words.quotingRefused(share.format(measured.wholeSite.refused)));
  });

  const refusal = add('refusal', words.evaluateRefusal).option('--foreign [file]', words.evaluateForeign);
  refusal.action(async (options: Options & { foreign?: string | true }) => {
    const [{ evaluateRefusal }, { FOREIGN_QUESTIONS }] = await Promise.all([
      import('../../server/evaluation/evaluate-refusal.ts'),
      import('../../server/evaluation/ask-foreign.ts'),
    ]);
    const foreignFile = options.foreign === true ? FOREIGN_QUESTIONS : options.foreign;
    const measured = await measure(context, options, (deps, input) => evaluateRefusal(deps, { ...input, foreignFile }));
    if (terminal.json) return terminal.result(measured);
    summarise(terminal, measured);
    const columns = words.refusalColumns;
    const rows = [
      { name: words.refusalRows.product, figures: measured, times: times(measured) },
      { name: words.refusalRows.baseline, figures: measured.baseline, times: [] },
      ...measured.splits.map((split) => ({ name: words.refusalSplit(split.seed), figures: split, times: [] })),
    ];
    terminal.line(
      table(
        ['', 'AUC', columns.refusedRight, columns.refusedWrong, 'F1', 'p50', 'p95'],
        rows.map(({ name, figures, times: taken }) => [
          name,
          ...[figures.auc, figures.refusedRight, figures.refusedWrong, figures.f1].map((value) => share.format(value)),
          ...taken,
        ]),
      ),
    );
    terminal.line(words.refusalMayHelp(share.format(measured.mayHelp.right), share.format(measured.mayHelp.wrong)));
    const { foreign } = measured;
    if (foreign === undefined) return;
    terminal.line();
    terminal.line(
      table(
        [words.foreignHeading, words.foreignQuestions, words.foreignRefused],
        [
          [words.foreignAll, foreign] as const,
          [words.foreignKeptAside, foreign.keptAside] as const,
          ...Object.entries(foreign.kinds).map(([kind, figures]) => [`  ${kind}`, figures] as const),
        ].map(([name, figures]) => [name, terminal.number(figures.questions), share.format(figures.refused)]),
      ),
    );
  });
}

/** Opens the embedding model, measures with a bar for each step, and explains what is wrong with the data. */
async function measure<Result>(
  { terminal, config }: CommandContext,
  { corpus, queries, vectors }: Options,
  evaluate: Evaluate<Result>,
): Promise<Result & { note: string | null }> {
  const { words } = terminal;
  const { openEmbedder } = await import('../../server/evaluation/open-embedder.ts');
  const settings = config();
  const log = createLog(settings.LOG_LEVEL);
  const fetching = terminal.progress(words.megabytes);
  const model = await openEmbedder({ config: settings, log, clock: systemClock }, (bytes, total) =>
    fetching.update(Math.round(bytes / 1e6), Math.round(total / 1e6)),
  );
  fetching.end();
  if (model === null) terminal.line(words.evaluationNoModel);
  let shown: { step: string; progress: Progress } | null = null;
  try {
    const measured = await evaluate(
      {
        embedder: model?.embedder ?? null,
        reranker: openReranker({ config: settings, log, clock: systemClock }),
        clock: systemClock,
        log,
      },
      {
        corpusFile: corpus,
        questionsFile: queries,
        vectorsFile: vectors,
        onProgress: ({ step, done, total }) => {
          if (shown?.step !== step) {
            shown?.progress.end();
            shown = { step, progress: terminal.progress(words.evaluationSteps[step]) };
          }
          shown.progress.update(done, total);
        },
      },
    );
    if ('fault' in measured) {
      throw new CommandFault((texts) => texts.evaluationFaults[measured.fault](measured.file, measured.line ?? 0));
    }
    return measured;
  } finally {
    (shown as { progress: Progress } | null)?.progress.end();
    await model?.close();
  }
}

function summarise(terminal: Terminal, measured: { questions: number; pages: number; leftOut: number }): void {
  const { words } = terminal;
  terminal.line(words.evaluationSummary(terminal.number(measured.questions), terminal.number(measured.pages)));
  if (measured.leftOut > 0) terminal.line(words.evaluationLeftOut(terminal.number(measured.leftOut)));
}
