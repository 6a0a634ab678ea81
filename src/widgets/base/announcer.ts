/**
 * Feeds a polite live region: each text once, in order, gathered for a moment so that a screen reader is not cut short
 * by every new sentence. A passing remark (what the program does just now) gives way to what comes after it.
 */
const GATHER_MILLISECONDS = 250;
/** After that a text has been handed to the screen reader; it must not be met again when reading the page. */
const KEEP_MILLISECONDS = 8000;

export function createAnnouncer(show: (texts: readonly string[]) => void): {
  say(text: string, passing?: boolean): void;
  stop(): void;
} {
  let waiting: { text: string; passing: boolean }[] = [];
  let shown: string[] = [];
  let gathering: ReturnType<typeof setTimeout> | undefined;
  let clearing: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    gathering = undefined;
    shown = [...shown, waiting.map(({ text }) => text).join(' ')];
    waiting = [];
    show(shown);
    // All at once: taking out the first alone would move the others, which some screen readers read out again.
    clearTimeout(clearing);
    clearing = setTimeout(() => {
      shown = [];
      show(shown);
    }, KEEP_MILLISECONDS);
  };

  return {
    say(text, passing = false) {
      if (text.trim() === '') return;
      if (waiting.at(-1)?.passing) waiting.pop();
      waiting.push({ text, passing });
      gathering ??= setTimeout(flush, GATHER_MILLISECONDS);
    },
    stop() {
      clearTimeout(gathering);
      clearTimeout(clearing);
      gathering = undefined;
      waiting = [];
      shown = [];
    },
  };
}
