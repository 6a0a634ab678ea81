/** DOCX to HTML by mammoth. It gets a new archive with only the parts that hold text, inflated within our bounds. */
import { zipSync } from 'fflate';
import mammoth from 'mammoth';
import { XmlError } from './read-xml.ts';
import type { Zip } from './unpack-zip.ts';

const PARTS = /^(?:\[Content_Types\]\.xml|_rels\/\.rels|word\/(?:_rels\/)?[\w.-]+\.(?:xml|rels))$/;
const NOT_NEEDED = /^word\/(?:theme|fontTable|webSettings|settings|people|commentsExt|glossary)/;

/** Titles of documents are headings, too; Word's own heading styles are known to mammoth. */
const STYLES = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Titel'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Überschrift 1'] => h1:fresh",
  "p[style-name='Überschrift 2'] => h2:fresh",
  "p[style-name='Überschrift 3'] => h3:fresh",
  "p[style-name='Überschrift 4'] => h4:fresh",
];

export async function wordToHtml(zip: Zip): Promise<string> {
  const parts: Record<string, Uint8Array> = {};
  for (const name of zip.names) {
    if (!PARTS.test(name) || NOT_NEEDED.test(name)) continue;
    const bytes = zip.read(name);
    if (!bytes) continue;
    if (
      /<!(?:DOCTYPE|ENTITY)/i.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
    ) {
      throw new XmlError('document type in office XML');
    }
    parts[name] = bytes;
  }
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(zipSync(parts, { level: 0 })) },
    {
      styleMap: STYLES,
      includeEmbeddedStyleMap: false,
      externalFileAccess: false,
      // The picture itself is not needed; its alternative text stays with the tag.
      convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
    },
  );
  return value;
}
