/**
 * Small checks for data from the wire or from storage. Each gives a clean copy of what it knows, or `undefined`; unknown
 * fields stay behind. zod would do the same for 14 kB more on every page of a town.
 */
import { safeWebUrl } from './safe-url.ts';

export type Check<T> = (value: unknown) => T | undefined;
type Shape = Readonly<Record<string, Check<unknown>>>;
type Checked<S extends Shape> = { [K in keyof S]: Exclude<ReturnType<S[K]>, undefined> };

export const text =
  (length = 20_000): Check<string> =>
  (value) =>
    typeof value === 'string' && value.length <= length ? value : undefined;

/** A whole number from `from` to `to`. */
export const count =
  (from: number, to: number = Number.MAX_SAFE_INTEGER): Check<number> =>
  (value) =>
    Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to ? (value as number) : undefined;

export const oneOf =
  <const T extends string | boolean>(...values: readonly T[]): Check<T> =>
  (value) =>
    values.find((one) => one === value);

const matching =
  (pattern: RegExp): Check<string> =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? value : undefined;

/** ISO 8601 calendar date. */
export const day: Check<string> = (value) => {
  const found = matching(/^\d{4}-\d\d-\d\d$/)(value);
  return Number.isNaN(Date.parse(found ?? '')) ? undefined : found;
};

/** A UUID. */
export const identifier = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);

export const webUrl: Check<string> = (value) => safeWebUrl(value) ?? undefined;

/** Each item as `item` gives it; refused if it is no list, is longer than `length`, or one item is refused. */
export const list =
  <T>(item: Check<T>, length: number): Check<T[]> =>
  (value) => {
    if (!Array.isArray(value) || value.length > length) return undefined;
    const items = value.map((one) => item(one));
    return items.includes(undefined) ? undefined : (items as T[]);
  };

/** `otherwise` where the value is missing or refused. */
export const either =
  <T, O>(check: Check<T>, otherwise: O): Check<T | O> =>
  (value) => {
    const found = check(value);
    return found === undefined ? otherwise : found;
  };

/** An object with these fields, refused if one of them is, and with those of `optional` that are not refused. */
export const fields =
  <S extends Shape, O extends Shape>(shape: S, optional?: O): Check<Checked<S> & Partial<Checked<O>>> =>
  (value) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const found: Record<string, unknown> = {};
    for (const [name, check] of Object.entries({ ...optional, ...shape })) {
      const one = check((value as Record<string, unknown>)[name]);
      if (one !== undefined) found[name] = one;
      else if (name in shape) return undefined;
    }
    return found as Checked<S> & Partial<Checked<O>>;
  };
