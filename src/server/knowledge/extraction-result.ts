/** What comes of reading a PDF or office document: its content, or why there is none. Never a throw into the crawl. */
import type { PageContent } from './page-content.ts';

export type ExtractionFailure =
  /** Needs a password. */
  | 'encrypted'
  /** Not what its name says, or damaged beyond reading. */
  | 'broken'
  /** More bytes, inflated bytes or entries than are read. */
  | 'too-large'
  /** Reading it took longer than allowed; it was stopped. */
  | 'timeout'
  /** Pictures of text only (a scan), or nothing at all. */
  | 'no-text'
  /** A kind that is not read (.doc, .xls, .ppt). */
  | 'unsupported';

export type Extraction = { ok: true; content: PageContent } | { ok: false; reason: ExtractionFailure };
