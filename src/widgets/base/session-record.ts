/**
 * One record in the tab's session storage: it survives a page change on the same website and ends with the tab.
 * Other scripts of the page can read and write there too, so whatever is read goes through a check.
 */
import { type Check, count, fields, oneOf } from './check-values.ts';

export interface SessionRecord<T> {
  read(): T | null;
  write(value: T): void;
}

export interface SessionRecordOptions<T> {
  key: string;
  /** Raised with each change of form; a record of another version is thrown away. */
  version: number;
  /** Longest record in characters. `shrink` is asked for a smaller value until it fits. */
  length: number;
  /** Milliseconds after the last write from which on the record is no longer read: the next person at a shared screen. */
  keep: number;
  check: Check<T>;
  /** The value with its oldest part left out; null if nothing can be left out. */
  shrink: (value: T) => T | null;
  storage: Pick<Storage, 'getItem' | 'setItem'>;
  now: () => number;
}

export function createSessionRecord<T>(options: SessionRecordOptions<T>): SessionRecord<T> {
  const { key, version, length, keep, check, shrink, storage, now } = options;

  return {
    read() {
      try {
        const found = storage.getItem(key) ?? '';
        if (found.length > length) return null;
        const read = fields({ version: oneOf(`${version}`), at: count(now() - keep, now()), value: check });
        return (read(JSON.parse(found))?.value as T | undefined) ?? null;
      } catch {
        // Nothing there, storage forbidden, or a record that is not ours: begin anew.
        return null;
      }
    },
    write(value) {
      for (let candidate: T | null = value; candidate !== null; candidate = shrink(candidate)) {
        const record = JSON.stringify({ version: `${version}`, at: now(), value: candidate });
        try {
          if (record.length <= length) return storage.setItem(key, record);
        } catch {
          // Full (the website fills it too) or forbidden: try with less, in the end go without.
        }
      }
    },
  };
}
