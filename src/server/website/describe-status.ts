/** From the state of the system to what a person is told: words, tone and dates in the form of the language. */
import type { ModelState, SourceState, SystemStatus } from '../../contracts/status.ts';
import { de, type Messages } from './messages.de.ts';
import { en } from './messages.en.ts';

export type PageLanguage = 'de' | 'en';
/** Tones of KERN's badges and alerts; an icon of the same name goes with each. */
export type Tone = 'info' | 'success' | 'warning' | 'danger';
export type Verdict = keyof Messages['verdict'];

export const WORDS: Record<PageLanguage, Messages> = { de, en };

/** One word for the whole: the first that applies, worst first. */
export function judge(status: SystemStatus): Verdict {
  const states = new Set(status.sources.map(({ state }) => state));
  if (states.has('alarm') || states.has('failed')) return 'attention';
  if (status.sources.length === 0) return 'empty';
  if (states.has('learning') || states.has('waiting')) return 'learning';
  if (status.models.some(({ state }) => state === 'fetching' || state === 'loading') || isEmbedding(status)) {
    return 'preparing';
  }
  return status.search === 'words' ? 'words' : 'ready';
}

/** Whether passages still get their vectors. */
export function isEmbedding({ embedded, passages, models }: SystemStatus): boolean {
  return embedded !== null && embedded < passages && models.some(({ state }) => state === 'ready');
}

/** Whether something changes by itself within seconds, so that a page looks again soon. */
export function isMoving(status: SystemStatus): boolean {
  const verdict = judge(status);
  return (
    verdict === 'learning' ||
    verdict === 'preparing' ||
    status.sources.some(({ state }) => state === 'learning' || state === 'waiting') ||
    status.models.some(({ state }) => state === 'fetching' || state === 'loading')
  );
}

export const VERDICT_TONES: Record<Verdict, Tone> = {
  attention: 'warning',
  empty: 'info',
  learning: 'info',
  preparing: 'success',
  words: 'success',
  ready: 'success',
  unreadable: 'danger',
};

export const SOURCE_TONES: Record<SourceState['state'], Tone> = {
  waiting: 'info',
  learning: 'info',
  ready: 'success',
  failed: 'danger',
  alarm: 'warning',
};

/** A model that is not to be had is no danger: the search goes on by words. */
export const MODEL_TONES: Record<ModelState['state'], Tone> = {
  ready: 'success',
  loading: 'info',
  fetching: 'info',
  absent: 'info',
  failed: 'warning',
  forbidden: 'info',
};

/** Day and time as written in the language, in German time: "12.03.2026, 14:05 Uhr". */
export function showTime(iso: string, language: PageLanguage): string {
  const date = new Date(iso);
  if (language === 'en') {
    return new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Europe/Berlin',
    }).format(date);
  }
  const day = new Intl.DateTimeFormat('de-DE', {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'Europe/Berlin',
  }).format(date);
  return `${day}, ${showClock(iso, language)}`;
}

/** Time of day alone: "14:05 Uhr". */
export function showClock(iso: string, language: PageLanguage): string {
  const time = new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Berlin',
  }).format(new Date(iso));
  return language === 'de' ? `${time} Uhr` : time;
}

export function showNumber(value: number, language: PageLanguage): string {
  return new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-GB').format(value);
}

/** The language asked for by the address, else by the browser (RFC 9110, 12.5.4), else German. */
export function chooseLanguage(asked: string | undefined, accepted: string | undefined): PageLanguage {
  if (asked === 'de' || asked === 'en') return asked;
  const wishes = (accepted ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
      const weight = parameters
        .find((parameter) => parameter.trim().startsWith('q='))
        ?.trim()
        .slice(2);
      return { language: tag.split('-')[0], weight: weight === undefined ? 1 : Number(weight) || 0 };
    })
    .filter(({ language, weight }) => (language === 'de' || language === 'en') && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wishes[0]?.language === 'en' ? 'en' : 'de';
}
