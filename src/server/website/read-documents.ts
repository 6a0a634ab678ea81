/** The guide: Markdown files of `docs/de` and, in English, some of `docs`. Only these names exist; no path is built from a request. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../docs/', import.meta.url));
/** Order of the German pages; others follow by title. */
const GERMAN = [
  'index',
  'einrichten',
  'website-verbinden',
  'assistent-einbinden',
  'suche',
  'redaktion',
  'datenschutz',
  'betrieb',
  'befehle',
];
/** English papers that an operator needs too. */
const ENGLISH = ['configuration', 'models', 'quality', 'architecture', 'dependencies'];

export interface Document {
  /** In the address: "einrichten"; "index" is the first page. */
  name: string;
  title: string;
  language: 'de' | 'en';
  /** Below `docs/`, e.g. `de/einrichten.md`; links between the files are relative to it. */
  file: string;
  text: string;
}

/** Reads the documents in the order of the navigation; a file is read again when it has changed. */
export function createDocumentReader(folder = FOLDER): () => Promise<Document[]> {
  const known = new Map<string, { seen: string; document: Document }>();

  async function read(file: string, language: 'de' | 'en'): Promise<Document> {
    const place = path.join(folder, file);
    const { mtimeMs, size } = await stat(place);
    const seen = `${mtimeMs} ${size}`;
    const kept = known.get(file);
    if (kept?.seen === seen) return kept.document;
    const text = await readFile(place, 'utf8');
    const name = path.basename(file, '.md');
    const document = { name, title: /^#\s+(.+?)\s*#*$/m.exec(text)?.[1] ?? name, language, file, text };
    known.set(file, { seen, document });
    return document;
  }

  return async () => {
    const german = await namesIn(path.join(folder, 'de'));
    const place = (name: string) => (GERMAN.includes(name) ? GERMAN.indexOf(name) : GERMAN.length);
    german.sort((a, b) => place(a) - place(b) || a.localeCompare(b, 'de'));
    const there = await namesIn(folder);
    const english = ENGLISH.filter((name) => there.includes(name) && !german.includes(name));
    return Promise.all([
      ...german.map((name) => read(`de/${name}.md`, 'de')),
      ...english.map((name) => read(`${name}.md`, 'en')),
    ]);
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && /^[a-z0-9-]+\.md$/.test(entry.name))
      .map((entry) => entry.name.slice(0, -3));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
