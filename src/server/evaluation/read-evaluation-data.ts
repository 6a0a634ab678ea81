/** Reads a corpus and its questions, a JSON line each, and says in which line a fault is. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { escapeHtml } from '../knowledge/escape-html.ts';
import type { CorpusPage } from '../knowledge/index-corpus.ts';

const Id = z.union([z.string(), z.number()]).transform(String);

/** One line of a corpus file: the page as HTML, or as text whose lines are its paragraphs. */
const CorpusLine = z
  .object({
    id: Id,
    url: z.string().nullish(),
    title: z.string().nullish(),
    parent: Id.nullish(),
    last_updated: z.string().nullish(),
    html: z.string().nullish(),
    text: z.string().nullish(),
  })
  .refine((line) => typeof line.html === 'string' || typeof line.text === 'string');
type CorpusLine = z.infer<typeof CorpusLine>;

/** One line of a file of questions. */
const QuestionLine = z.object({
  question: z.string(),
  page_id: Id,
  answerable: z
    .boolean()
    .nullish()
    .transform((value) => value ?? true),
  answer_sentences: z
    .array(z.string())
    .nullish()
    .transform((lines) => lines ?? []),
});

/** One line of a file of questions that no page of a town answers. */
const ForeignLine = z.object({
  question: z.string(),
  kind: z.string().default(''),
  /** Never looked at while rules are made. */
  keptAside: z.boolean().default(false),
});
export type ForeignQuestion = z.infer<typeof ForeignLine>;

export interface EvaluationPage extends CorpusPage {
  id: string;
  /** The page's lines, read without our extraction: what the baselines work on. */
  lines: string[];
}

export interface EvaluationQuestion {
  question: string;
  pageId: string;
  /** Lines that people marked as the answer; empty if nobody did. */
  markedLines: string[];
}

export interface EvaluationData {
  pages: EvaluationPage[];
  /** With an answer, and their page is in the corpus. */
  questions: EvaluationQuestion[];
  /** Questions with an answer whose page is not in the corpus. */
  leftOut: number;
}

/** The evaluation did not come about because of its input. `line` counts from 1. */
export interface EvaluationFault {
  fault:
    | 'cannot-read'
    | 'bad-line'
    | 'no-pages'
    | 'no-questions'
    | 'no-marked-lines'
    | 'too-few-pages'
    | 'no-foreign-questions';
  file: string;
  line?: number;
}

export async function readEvaluationData({
  corpusFile,
  questionsFile,
}: {
  corpusFile: string;
  questionsFile: string;
}): Promise<EvaluationData | EvaluationFault> {
  const corpus = await readLines(corpusFile, CorpusLine);
  if ('fault' in corpus) return corpus;
  const asked = await readLines(questionsFile, QuestionLine);
  if ('fault' in asked) return asked;
  if (corpus.lines.length === 0) return { fault: 'no-pages', file: corpusFile };
  const known = new Set(corpus.lines.map((line) => line.id));
  const answerable = asked.lines.filter((line) => line.answerable);
  const questions = answerable.filter((line) => known.has(line.page_id));
  if (questions.length === 0) return { fault: 'no-questions', file: questionsFile };
  return {
    pages: corpusPages(corpus.lines),
    questions: questions.map((line) => ({
      question: line.question,
      pageId: line.page_id,
      markedLines: line.answer_sentences,
    })),
    leftOut: answerable.length - questions.length,
  };
}

export async function readForeignQuestions(file: string): Promise<{ questions: ForeignQuestion[] } | EvaluationFault> {
  const read = await readLines(file, ForeignLine);
  if ('fault' in read) return read;
  return read.lines.length === 0 ? { fault: 'no-foreign-questions', file } : { questions: read.lines };
}

/** Each page with the titles of the pages above it. A page that has no address, or that of another one, gets one of its own. */
function corpusPages(lines: readonly CorpusLine[]): EvaluationPage[] {
  const byId = new Map(lines.map((line) => [line.id, line]));
  const taken = new Set<string>();
  return [...byId.values()].map((line) => {
    const breadcrumb: string[] = [];
    const seen = new Set([line.id]);
    for (let above = byId.get(line.parent ?? ''); above !== undefined; above = byId.get(above.parent ?? '')) {
      if (seen.has(above.id)) break;
      seen.add(above.id);
      if (above.title) breadcrumb.unshift(above.title);
    }
    let url = line.url && URL.canParse(line.url) ? line.url : `https://corpus.invalid/${encodeURIComponent(line.id)}`;
    while (taken.has(url)) url = `https://corpus.invalid/${encodeURIComponent(line.id)}?${taken.size}`;
    taken.add(url);
    const html = line.html ?? paragraphs(line.text ?? '');
    const text = line.text ?? plainText(html);
    return {
      id: line.id,
      url,
      title: line.title ?? '',
      breadcrumb,
      html,
      changedOn: /^\d{4}-\d{2}-\d{2}/.exec(line.last_updated ?? '')?.[0] ?? null,
      lines: text
        .split('\n')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    };
  });
}

function paragraphs(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => `<p>${escapeHtml(line.trim())}</p>`)
    .join('\n');
}

/** The baselines' own reading of HTML: tags away, blocks on lines of their own. They must not profit from our extraction. */
function plainText(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/\s+/g, ' ')
    .replace(
      /<\/?(?:p|div|li|ul|ol|br|tr|td|th|table|h[1-6]|dt|dd|dl|section|article|blockquote|figcaption)\b[^>]*>/gi,
      '\n',
    )
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

async function readLines<Line>(file: string, schema: z.ZodType<Line>): Promise<{ lines: Line[] } | EvaluationFault> {
  const lines: Line[] = [];
  let number = 0;
  try {
    for await (const text of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (text.trim() === '') continue;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return { fault: 'bad-line', file, line: number };
      }
      const parsed = schema.safeParse(value);
      if (!parsed.success) return { fault: 'bad-line', file, line: number };
      lines.push(parsed.data);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { fault: 'cannot-read', file };
    throw error;
  }
  return { lines };
}
