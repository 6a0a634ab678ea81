/** Passages → what is quoted of them for the question: every unit scored by words, the best ones by meaning, then laid out to be read. */
import type { SearchIndex } from '../knowledge/search-index.ts';
import type { Embedder } from '../models/embedder.ts';
import type { Log } from '../platform/log.ts';
import { compareMeaning } from './compare-meaning.ts';
import { type QuotedBlock, quotePassages } from './quote-passages.ts';
import { readQuestion } from './read-question.ts';
import { type QuotablePassage, scoreUnits } from './score-units.ts';

export async function writeQuote(
  { index, embedder, log }: { index: SearchIndex; embedder: Embedder | null; log: Log },
  {
    question,
    language,
    passages,
    signal,
  }: { question: string; language: string; passages: readonly QuotablePassage[]; signal: AbortSignal },
): Promise<QuotedBlock[]> {
  const [vocabulary, collection] = await Promise.all([index.vocabulary(), index.collection()]);
  const read = readQuestion(question, language, { vocabulary, passages: collection.passages });
  const scored = scoreUnits(read, passages);
  return quotePassages(await compareMeaning({ embedder, log }, read.official, passages, scored, signal), passages);
}
