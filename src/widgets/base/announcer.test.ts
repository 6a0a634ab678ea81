import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnnouncer } from './announcer.ts';

describe('announcer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('gathers what comes close together, says it once, and clears it away', () => {
    const shown: string[][] = [];
    const announcer = createAnnouncer((texts) => shown.push([...texts]));
    announcer.say('Eins.');
    announcer.say('Zwei.');
    announcer.say('  ');
    vi.advanceTimersByTime(300);
    announcer.say('Drei.');
    vi.advanceTimersByTime(300);
    expect(shown).toEqual([['Eins. Zwei.'], ['Eins. Zwei.', 'Drei.']]);
    vi.advanceTimersByTime(10_000);
    expect(shown.at(-1)).toEqual([]);
  });

  it('drops a passing remark when something follows at once', () => {
    let shown: readonly string[] = [];
    const announcer = createAnnouncer((texts) => {
      shown = texts;
    });
    announcer.say('Ich lese Ihre Frage …', true);
    announcer.say('Ich suche …', true);
    announcer.say('Die Antwort.');
    vi.advanceTimersByTime(300);
    expect(shown).toEqual(['Die Antwort.']);
  });

  it('is silent once stopped', () => {
    const show = vi.fn();
    const announcer = createAnnouncer(show);
    announcer.say('Zu spät.');
    announcer.stop();
    vi.advanceTimersByTime(10_000);
    expect(show).not.toHaveBeenCalled();
  });
});
