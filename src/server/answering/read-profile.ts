/** What the assistant says of itself before the first question. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { AssistantProfile, InterfaceLanguage } from '../../contracts/answer.ts';
import { readAnsweringSources } from '../knowledge/read-answering-sources.ts';
import type { AnsweringDependencies } from './answer-question.ts';
import { chooseSources } from './choose-sources.ts';
import { decideAnswer } from './decide-answer.ts';
import { findPassages } from './find-passages.ts';

const DEMO_SUGGESTIONS = fileURLToPath(new URL('../../../demo/suggestions.json', import.meta.url));
const Suggestions = z.object({ de: z.array(z.string()), en: z.array(z.string()) });
const SHOWN = 3;
/** The pages change seldom: what was found holds for this long, in milliseconds. */
const KEPT = 10 * 60_000;

/** Questions that most towns' pages answer, in the order in which they are tried. */
const COMMON: Record<InterfaceLanguage, readonly string[]> = {
  de: [
    'Was brauche ich für einen neuen Personalausweis?',
    'Wann ist das Rathaus geöffnet?',
    'Wie melde ich meinen neuen Wohnsitz an?',
    'Was kostet die Hundesteuer?',
    'Wie melde ich Sperrmüll an?',
    'Wo beantrage ich eine Geburtsurkunde?',
    'Wie beantrage ich einen Reisepass?',
    'Wie bekomme ich einen Kitaplatz?',
    'Wo finde ich eine Beratung?',
    'Welche Veranstaltungen gibt es?',
  ],
  en: [
    'What do I need for a new identity card?',
    'When is the town hall open?',
    'How do I register my address?',
    'How much is the dog tax?',
    'How do I get rid of bulky waste?',
    'How do I apply for a passport?',
  ],
};

export type ReadProfile = (request: {
  page?: string | undefined;
  language?: InterfaceLanguage | undefined;
}) => Promise<AssistantProfile>;

/** Reads the profile for the website of `page`; suggestions are only what the assistant would answer now. */
export function createReadProfile(deps: AnsweringDependencies): ReadProfile {
  const kept = new Map<string, { until: number; suggestions: Promise<string[]> }>();
  return async ({ page, language = 'de' }) => {
    const sources = chooseSources(await readAnsweringSources(deps), { page });
    const pages = sources.reduce((sum, source) => sum + source.pages, 0);
    const key = JSON.stringify([language, pages, ...sources.map((source) => source.id)]);
    const now = deps.clock.now().getTime();
    let known = kept.get(key);
    if (known === undefined || known.until < now) {
      const isDemo = sources.length > 0 && sources.every((source) => source.kind === 'demo');
      const candidates = isDemo ? await demoSuggestions(language) : COMMON[language];
      known = {
        until: now + KEPT,
        suggestions:
          pages === 0
            ? Promise.resolve([])
            : answerable(
                deps,
                candidates,
                sources.map((source) => source.id),
              ),
      };
      kept.clear();
      kept.set(key, known);
      known.suggestions.catch(() => kept.delete(key));
    }
    return {
      pages,
      ready: pages > 0,
      suggestions: await known.suggestions,
      keepDays: deps.settings.keepDays,
      privacyUrl: deps.settings.privacyUrl,
    };
  };
}

async function answerable(
  deps: AnsweringDependencies,
  candidates: readonly string[],
  sourceIds: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  for (const question of candidates) {
    if (found.length === SHOWN) break;
    const result = await findPassages(
      { ...deps, embedder: deps.models.embedder() },
      { question, sourceIds, wantedLanguage: null, signal: AbortSignal.timeout(5_000) },
    );
    if (decideAnswer(result).answer) found.push(question);
  }
  return found;
}

async function demoSuggestions(language: InterfaceLanguage): Promise<readonly string[]> {
  return Suggestions.parse(JSON.parse(await readFile(DEMO_SUGGESTIONS, 'utf8')))[language];
}
