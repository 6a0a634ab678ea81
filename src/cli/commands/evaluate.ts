import type { Command } from 'commander';
import type { Measured } from '../../server/evaluation/evaluate-retrieval.ts';
import { systemClock } from '../../server/platform/clock.ts';
import { createLog } from '../../server/platform/log.ts';
import { CommandFault } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';
import { type Progress, table } from '../terminal.ts';

export function addEvaluateCommand(program: Command, { terminal, config }: CommandContext): void {
  const { words } = terminal;
  const evaluate = program.command('eval').description(words.evaluate);
  evaluate
    .command('retrieval')
    .description(words.evaluateRetrieval)
    .requiredOption('--corpus <file>', words.evaluateCorpus)
    .requiredOption('--queries <file>', words.evaluateQueries)
    .action(async (options: { corpus: string; queries: string }) => {
      const [{ evaluateRetrieval }, { openEmbedder }] = await Promise.all([
        import('../../server/evaluation/evaluate-retrieval.ts'),
        import('../../server/evaluation/open-embedder.ts'),
      ]);
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
        const measured = await evaluateRetrieval(
          { embedder: model?.embedder ?? null, clock: systemClock, log },
          {
            corpusFile: options.corpus,
            questionsFile: options.queries,
            onProgress: ({ step, done, total }) => {
              if (shown?.step !== step) {
                shown?.progress.end();
                shown = { step, progress: terminal.progress(words.evaluationSteps[step]) };
              }
              shown.progress.update(done, total);
            },
          },
        );
        (shown as { progress: Progress } | null)?.progress.end();
        if ('fault' in measured) {
          throw new CommandFault((texts) => texts.evaluationFaults[measured.fault](measured.file, measured.line ?? 0));
        }
        if (terminal.json) return terminal.result(measured);
        const share = new Intl.NumberFormat(terminal.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
        const row = (name: string, figures: Measured | undefined): string[][] =>
          figures === undefined
            ? []
            : [
                [
                  name,
                  share.format(figures.hit1),
                  share.format(figures.hit5),
                  share.format(figures.mrr10),
                  share.format(figures.ndcg10),
                  `${terminal.number(Math.round(figures.p50ms * 10) / 10)} ms`,
                ],
              ];
        terminal.line(
          words.evaluationSummary(
            terminal.number(measured.questions),
            terminal.number(measured.pages),
            terminal.number(measured.passages),
          ),
        );
        terminal.line(
          table(
            ['', 'hit@1', 'hit@5', 'MRR@10', 'nDCG@10', 'p50'],
            [
              ...row(words.retrievers.lexical, measured.lexical),
              ...row(words.retrievers.vectors, measured.vectors),
              ...row(words.retrievers.hybrid, measured.hybrid),
              ...row(words.retrievers.baseline, measured.baseline),
            ],
          ),
        );
      } finally {
        await model?.close();
      }
    });
}
