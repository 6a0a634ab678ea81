/** Passages → what is quoted of them for the question: every unit scored by words and meaning, then laid out to be read. */
import { compareUnits } from '../knowledge/compare-units.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import type { Embedder } from '../models/embedder.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type QuotedBlock, quotePassages } from './quote-passages.ts';
import { readQuestion } from './read-question.ts';
import { type QuotablePassage, scoreUnits } from './score-units.ts';

export async function writeQuote(
  { db, index, embedder, log }: { db: Database; index: SearchIndex; embedder: Embedder | null; log: Log },
  {
    question,
    language,
    passages,
    signal,
  }: { question: string; language: string; passages: readonly QuotablePassage[]; signal: AbortSignal },
): Promise<QuotedBlock[]> {
  const [vocabulary, collection] = await Promise.all([index.vocabulary(), index.collection()]);
  const read = readQuestion(question, language, { vocabulary, passages: collection.passages });
  const passageIds = [...new Set(passages.map((passage) => passage.passageId))];
  const cosines = await compareUnits({ db, embedder, log }, { question: read.official, passageIds, signal });
  return quotePassages(scoreUnits(read, passages, cosines), passages);
}
