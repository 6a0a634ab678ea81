/** Shown lines against the lines that people marked as the answer. Pure. */
import { splitSentences } from '../german/split-sentences.ts';

/** A line that holds another one counts only if the shorter one says something: letters and digits. */
const SHORTEST_HELD = 8;

export interface LineCounts {
  shown: number;
  /** Shown lines that are marked, hold a marked one or are held by one. */
  right: number;
  marked: number;
  /** Marked lines that are shown, by the same rule. */
  found: number;
}

export interface LineScores {
  precision: number;
  recall: number;
  f1: number;
}

/** Lines of a text as the data has them: broken at newlines and between sentences. */
export function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => splitSentences(line).map((sentence) => sentence.text));
}

export function countLines(shown: readonly string[], marked: readonly string[]): LineCounts {
  const ours = foldAll(shown);
  const theirs = foldAll(marked.flatMap((text) => text.split('\n')));
  return {
    shown: ours.length,
    right: ours.filter((line) => theirs.some((other) => isSame(line, other))).length,
    marked: theirs.length,
    found: theirs.filter((line) => ours.some((other) => isSame(line, other))).length,
  };
}

/** Summed over the questions (micro): a question with many lines weighs more. */
export function scoreMicro(counts: readonly LineCounts[]): LineScores {
  const total = (name: keyof LineCounts) => counts.reduce((sum, each) => sum + each[name], 0);
  return scores(total('right'), total('shown'), total('found'), total('marked'));
}

/** Mean of the questions' own F1 (macro). */
export function meanF1(counts: readonly LineCounts[]): number {
  const sum = counts.reduce((all, { right, shown, found, marked }) => all + scores(right, shown, found, marked).f1, 0);
  return counts.length === 0 ? 0 : sum / counts.length;
}

function scores(right: number, shown: number, found: number, marked: number): LineScores {
  const precision = shown === 0 ? 0 : right / shown;
  const recall = marked === 0 ? 0 : found / marked;
  return { precision, recall, f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** True if one of two lines, letters and digits only, holds the other. */
export function isSameLine(a: string, b: string): boolean {
  const [left = '', right = ''] = foldAll([a, b]);
  return left !== '' && right !== '' && isSame(left, right);
}

function isSame(a: string, b: string): boolean {
  return a === b || (Math.min(a.length, b.length) >= SHORTEST_HELD && (a.includes(b) || b.includes(a)));
}

function foldAll(lines: readonly string[]): string[] {
  return lines.map((line) => line.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')).filter((line) => line !== '');
}
