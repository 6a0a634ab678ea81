/** A citizen's question → a quoted answer with its places, or an honest refusal. The slice's story, step by step. */
import { randomUUID } from 'node:crypto';
import type {
  AnswerEvent,
  AnswerRequest,
  AnswerStep,
  InterfaceLanguage,
  RefusalReason,
} from '../../contracts/answer.ts';
import { QUESTION_LENGTH } from '../../contracts/answer.ts';
import { type AnsweringSource, readAnsweringSources } from '../knowledge/read-answering-sources.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import type { Models } from '../models/models.ts';
import { type Clock, germanDay } from '../platform/clock.ts';
import type { FederalState } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { answerWithFacts, joinFactsAndQuote } from './answer-with-facts.ts';
import { chooseSources } from './choose-sources.ts';
import { type CitedQuote, citePassages } from './cite-passages.ts';
import { decideAnswer } from './decide-answer.ts';
import { findHelp, type Help, NO_HELP } from './find-help.ts';
import { type FoundPassages, findPassages } from './find-passages.ts';
import { deletionDay, type EndedAnswer, keepAnswer } from './keep-answer.ts';
import { messages as german, type Messages, type PreparedText } from './messages.de.ts';
import { messages as english } from './messages.en.ts';
import { nameSubject } from './name-subject.ts';
import type { TownKnowledge } from './recognise-kind.ts';
import { rememberQuestion } from './remember-question.ts';
import type { TraceStep } from './schema.ts';
import { screenQuestion } from './screen-question.ts';
import { shortenQuote } from './shorten-quote.ts';
import { readQuestions } from './store.ts';
import { interfaceLanguageOf, understandQuestion } from './understand-question.ts';
import { verifyQuote } from './verify-quote.ts';
import { writeQuote } from './write-quote.ts';

export interface AnsweringDependencies {
  db: Database;
  index: SearchIndex;
  /** The embedder may come and go while the program runs: it is asked for with each question. */
  models: Pick<Models, 'embedder'>;
  clock: Clock;
  log: Log;
  /** Null where nobody counts (evaluation, command line). */
  metrics: Metrics | null;
  settings: AnsweringSettings;
}

export interface AnsweringSettings {
  /** Days until question and answer are deleted. */
  keepDays: number;
  townName: string | null;
  privacyUrl: string | null;
  /** For public holidays; without it only nationwide ones count. */
  federalState?: FederalState | null;
}

const MESSAGES: Record<InterfaceLanguage, Messages> = { de: german, en: english };
/** Earlier questions of a conversation that a follow-up may rest on. */
const REMEMBERED = 3;
/** Passages that a place must stand in, as a share, so that the pages can answer about it. */
const AT_HOME_SHARE = 0.004;

/**
 * Answers a question, event by event. Always ends in one of `end`, `refusal`, `error`, unless the client left; what happened is
 * kept either way. Nothing reaches the citizen before it is verified.
 */
export async function* answerQuestion(
  deps: AnsweringDependencies,
  request: AnswerRequest,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const run = startRun(deps, request);
  const { step } = run;
  try {
    yield run.start(request.language ?? interfaceLanguageOf(request.question));

    yield step('screen');
    const screened = run.done('screen', screenQuestion(request.question), ({ verdict, personalData }) => ({
      verdict,
      personalData,
    }));
    run.question = screened.question;

    yield step('understand');
    const sources = chooseSources(await readAnsweringSources(deps), { asked: request.sources, page: request.page });
    const understood = run.done(
      'understand',
      understandQuestion(screened.question, {
        previous: await earlierQuestions(deps, request),
        town: await townKnowledge(deps, sources),
        language: request.language,
      }),
      ({ language, utterance, completed }) => ({ language, ...utterance, completed }),
    );
    const words = MESSAGES[understood.interfaceLanguage];
    run.question = understood.question;
    run.language = understood.language;
    if (screened.personalData.length > 0) {
      const kinds = words.list(screened.personalData.map((kind) => words.personalDataKinds[kind]));
      yield* run.say([{ form: 'notice', units: [words.personalData(kinds)] }]);
    }

    const { verdict } = screened;
    if (verdict === 'too-long') return yield* run.refuse(verdict, words.refusal['too-long'](QUESTION_LENGTH));
    if (verdict === 'empty' || verdict === 'injection') return yield* run.refuse(verdict, words.refusal[verdict]);
    if (verdict === 'emoji') return yield* run.answerPrepared(words.emoji);

    const { utterance } = understood;
    switch (utterance.kind) {
      case 'greeting':
      case 'thanks':
      case 'goodbye':
      case 'identity':
      case 'insult':
        return yield* run.answerPrepared(words[utterance.kind]);
      case 'other-town':
        return yield* run.refuse('other-town', words.refusal['other-town'](utterance.place));
      case 'crisis':
        yield* run.say(words.crisis[utterance.crisis]);
        if (!utterance.asksForInformation) return yield* run.end('fixed');
        break;
      case 'own-case':
      case 'opinion':
      case 'elsewhere':
      case 'question':
        break;
    }

    const pages = sources.reduce((sum, source) => sum + source.pages, 0);
    const embedder = rememberQuestion(deps.models.embedder());
    yield step('find', pages);
    if (pages === 0) {
      if (utterance.kind === 'crisis') return yield* run.end('fixed');
      return yield* run.refuse('nothing-indexed', words.refusal['nothing-indexed']);
    }
    const found = run.done(
      'find',
      await findPassages(
        { ...deps, embedder },
        {
          question: understood.question,
          sourceIds: sources.map((source) => source.id),
          wantedLanguage: understood.wantedLanguage,
          signal,
        },
      ),
      traceOfSearch,
    );
    signal.throwIfAborted();

    yield step('decide');
    const decided = decideAnswer(found);
    // "Wann hat das Bürgerbüro offen?" is answered by the fact, if one is sure.
    const said =
      utterance.kind === 'own-case' || utterance.kind === 'opinion'
        ? null
        : await answerWithFacts(deps, {
            question: understood.question,
            language: understood.language,
            pageIds: found.hits.map((hit) => hit.pageId),
            sourceIds: sources.map((source) => source.id),
            federalState: deps.settings.federalState ?? null,
            words,
          });
    const decision = run.done('decide', decided, (each) => ({ ...each, fact: said !== null }));
    const help = (related: boolean) =>
      findHelp(deps, {
        hits: found.hits,
        related,
        sourceIds: sources.map((source) => source.id),
        language: understood.interfaceLanguage,
      });
    const subject = words.subject(nameSubject(understood.question, understood.language));
    if (utterance.kind === 'own-case' || utterance.kind === 'opinion') {
      return yield* run.refuse(utterance.kind, words.refusal[utterance.kind], await help(true));
    }
    if (utterance.kind === 'elsewhere') {
      return yield* run.refuse('no-evidence', words.refusal['no-evidence'](subject), await help(false));
    }
    const mayHelp = said === null && decision.verdict === 'may-help';
    if (!decision.answer && said === null) {
      if (utterance.kind === 'crisis') return yield* run.end('fixed');
      if (!mayHelp) return yield* run.refuse('no-evidence', words.refusal['no-evidence'](subject), await help(false));
    }

    yield step('write');
    const asked = { question: understood.question, language: understood.language, passages: found.passages, signal };
    const whole = decision.answer || mayHelp ? await writeQuote({ ...deps, embedder }, asked) : [];
    const written = mayHelp ? shortenQuote(whole) : whole;
    const { blocks: quoted, passages } = run.done(
      'write',
      said === null ? { blocks: written, passages: found.passages } : joinFactsAndQuote(said, written, found.passages),
      ({ blocks }) => ({ units: blocks.reduce((sum, block) => sum + block.units.length, 0), fact: said !== null }),
    );

    yield step('verify');
    const verified = run.done('verify', verifyQuote(quoted, passages), ({ dropped }) => ({ dropped }));
    if (verified.dropped > 0)
      deps.log.error({ dropped: verified.dropped }, 'quoted units that do not stand in their passage');
    if (verified.blocks.length === 0) {
      if (utterance.kind === 'crisis') return yield* run.end('fixed');
      return yield* run.refuse('no-evidence', words.refusal['no-evidence'](subject), await help(mayHelp));
    }

    yield step('cite');
    const cited = run.done('cite', citePassages(verified.blocks, passages), ({ pages: cites }) => ({
      pages: cites.map((page) => page.pageId),
    }));
    const pageLanguage = passages[verified.blocks[0]?.units[0]?.passage ?? 0]?.language ?? understood.language;
    if (pageLanguage !== understood.interfaceLanguage || pageLanguage !== understood.language) {
      const known = pageLanguage === 'de' || pageLanguage === 'en' ? pageLanguage : 'other';
      if (understood.wantedLanguage === null && !mayHelp)
        yield* run.say([{ form: 'lead-in', units: [words.otherLanguage[known]] }]);
    }
    if (mayHelp) {
      yield* run.say([{ form: 'lead-in', units: [words.mayHelp] }]);
      yield* run.show(cited);
      return yield* run.refuse('may-help', words.refusal['may-help'](subject), await help(true));
    }
    yield* run.show(cited);
    yield* run.end('quoted');
  } catch (error) {
    if (signal.aborted) return;
    run.fail(error);
    yield { type: 'error', code: 'internal', message: MESSAGES[request.language ?? 'de'].failed };
  } finally {
    await run.keepIfOpen();
  }
}

/** What an answer has come to so far, and the events that end it. */
function startRun(deps: AnsweringDependencies, request: AnswerRequest) {
  const { clock, metrics, settings, log } = deps;
  const begun = performance.now();
  let stepBegun = begun;
  let kept = false;
  let blocks = 0;
  const shown: string[] = [];
  const trace: TraceStep[] = [];
  const ended: EndedAnswer = {
    answerId: randomUUID(),
    conversationId: request.conversationId ?? randomUUID(),
    askedAt: clock.now(),
    deleteOn: deletionDay(clock, settings.keepDays),
    question: '',
    language: 'de',
    outcome: 'abandoned',
    detail: 'left',
    text: '',
    citations: [],
    trace,
    milliseconds: 0,
  };

  async function keep(outcome: EndedAnswer['outcome'], detail: string): Promise<number> {
    kept = true;
    ended.outcome = outcome;
    ended.detail = detail;
    ended.text = shown.join('\n');
    ended.milliseconds = performance.now() - begun;
    metrics?.answers.inc({ outcome, detail });
    metrics?.answerSeconds.observe({ outcome }, ended.milliseconds / 1000);
    await keepAnswer(deps, ended);
    return ended.milliseconds;
  }

  return {
    set question(question: string) {
      ended.question = question;
    },
    set language(language: string) {
      ended.language = language;
    },
    start(language: InterfaceLanguage): AnswerEvent {
      const { answerId, conversationId, deleteOn } = ended;
      return { type: 'start', answerId, conversationId, language, deleteOn };
    },
    step(name: AnswerStep, pages?: number): AnswerEvent {
      stepBegun = performance.now();
      return { type: 'step', step: name, ...(pages === undefined ? {} : { pages }) };
    },
    /** Notes how long a step took and what of its result may be kept. */
    done<Result>(name: AnswerStep, result: Result, toTrace: (result: Result) => unknown): Result {
      const milliseconds = Math.round((performance.now() - stepBegun) * 10) / 10;
      trace.push({ step: name, milliseconds, result: toTrace(result) });
      return result;
    },
    /** Our own words: nothing of a page. */
    *say(text: PreparedText): Generator<AnswerEvent> {
      for (const { form, units } of text) {
        for (const unit of units) {
          shown.push(unit);
          yield { type: 'text-delta', block: blocks, form, text: unit };
        }
        blocks += 1;
      }
    },
    *show({ blocks: quoted, citations, pages }: CitedQuote): Generator<AnswerEvent> {
      ended.citations = pages;
      for (const block of quoted) {
        for (const { text, cells, citation, best, gap } of block.units) {
          shown.push(text);
          yield {
            type: 'text-delta',
            block: blocks,
            form: block.form,
            text,
            citation,
            ...(cells === null ? {} : { cells }),
            ...(best ? { best } : {}),
            ...(gap ? { gap } : {}),
          };
        }
        blocks += 1;
      }
      for (const citation of citations) yield { type: 'citation', citation };
    },
    async *answerPrepared(text: PreparedText): AsyncGenerator<AnswerEvent> {
      yield* this.say(text);
      yield* this.end('fixed');
    },
    async *end(mode: 'quoted' | 'fixed'): AsyncGenerator<AnswerEvent> {
      yield this.step('keep');
      const milliseconds = await keep('answered', mode);
      yield { type: 'end', outcome: 'answered', mode, milliseconds };
    },
    async *refuse(reason: RefusalReason, text: string, help: Help = NO_HELP): AsyncGenerator<AnswerEvent> {
      shown.push(text);
      yield this.step('keep');
      const milliseconds = await keep('refused', reason);
      yield { type: 'refusal', reason, text, ...help, milliseconds };
    },
    fail(error: unknown): void {
      log.error({ err: error }, 'answering a question failed');
      ended.outcome = 'failed';
      ended.detail = error instanceof Error && 'code' in error ? String(error.code) : 'internal';
    },
    /** The client left, or a step failed: that is an outcome, too. */
    async keepIfOpen(): Promise<void> {
      if (kept) return;
      try {
        await keep(ended.outcome, ended.detail);
      } catch (error) {
        // The database is what failed, or is gone: the log is the only place left.
        log.error({ err: error, outcome: ended.outcome }, 'an ended answer could not be kept');
      }
    },
  };
}

async function earlierQuestions(
  { db, clock }: AnsweringDependencies,
  { conversationId }: AnswerRequest,
): Promise<string[]> {
  if (conversationId === undefined) return [];
  const rows = await readQuestions(db, { conversationId, today: germanDay(clock.now()), limit: REMEMBERED });
  return rows.map((row) => row.question);
}

async function townKnowledge(
  { index, settings }: AnsweringDependencies,
  sources: readonly AnsweringSource[],
): Promise<TownKnowledge> {
  const [vocabulary, collection] = await Promise.all([index.vocabulary(), index.collection()]);
  return {
    ownNames: [...(settings.townName === null ? [] : [settings.townName]), ...sources.map((source) => source.name)],
    isAtHome: (place) => vocabulary.frequency(place) > Math.max(2, AT_HOME_SHARE * collection.passages),
  };
}

function traceOfSearch({ hits, evidence, mode, vectors }: FoundPassages): unknown {
  const round = (value: number | null) => (value === null ? null : Math.round(value * 10_000) / 10_000);
  return {
    mode,
    vectors,
    evidence: Object.fromEntries(Object.entries(evidence).map(([name, value]) => [name, round(value)])),
    hits: hits.map((hit) => ({
      passageId: hit.passageId,
      pageId: hit.pageId,
      score: round(hit.score),
      lexical: round(hit.lexicalScore),
      vector: round(hit.vectorScore),
    })),
  };
}
