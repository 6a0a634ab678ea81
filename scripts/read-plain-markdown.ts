export type PlainBlock =
  | { kind: 'title'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'list'; items: string[] }
  | { kind: 'table'; header: string[]; rows: string[][] };

const cellsOf = (line: string) =>
  line
    .replace(/^\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim());

/** Reads the little Markdown that our demo documents use: a title, headings, paragraphs, flat lists and tables. */
export function readPlainMarkdown(source: string): PlainBlock[] {
  return source
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part): PlainBlock => {
      const lines = part.split('\n');
      if (part.startsWith('# ')) return { kind: 'title', text: part.slice(2) };
      if (part.startsWith('## ')) return { kind: 'heading', text: part.slice(3) };
      if (part.startsWith('- ')) return { kind: 'list', items: lines.map((line) => line.slice(2)) };
      if (part.startsWith('|')) {
        const [header = '', , ...rows] = lines;
        return { kind: 'table', header: cellsOf(header), rows: rows.map(cellsOf) };
      }
      return { kind: 'paragraph', text: lines.join(' ') };
    });
}
