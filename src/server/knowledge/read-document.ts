/** Office documents to blocks: each kind is turned into plain HTML and goes the way of a web page from there. */
import { detectLanguage } from './detect-language.ts';
import { extractHtml } from './extract-html.ts';
import type { Extraction } from './extraction-result.ts';
import { fileTitle } from './file-title.ts';
import { readDate } from './find-date.ts';
import { openDocumentToHtml } from './open-document-to-html.ts';
import { foldText } from './read-html.ts';
import { findXml, readXml, XmlError, xmlText } from './read-xml.ts';
import { spreadsheetToHtml } from './spreadsheet-to-html.ts';
import { openZip, type Zip, ZipError } from './unpack-zip.ts';
import { wordToHtml } from './word-to-html.ts';

interface Properties {
  title: string;
  description: string | null;
  language: string | null;
  changedOn: string | null;
}

export async function readDocument({ bytes, url }: { bytes: Uint8Array; url: string }): Promise<Extraction> {
  try {
    const zip = openZip(bytes);
    const html = await toHtml(zip);
    if (html === null)
      return { ok: false, reason: zip.names.includes('EncryptedPackage') ? 'encrypted' : 'unsupported' };
    const properties = readProperties(zip);
    const page = extractHtml({ html: `<main>${html}</main>`, url });
    const text = page.blocks
      .map((block) =>
        'text' in block ? block.text : block.kind === 'list' ? block.items.map((item) => item.text).join(' ') : '',
      )
      .join(' ');
    if (page.blocks.every((block) => block.kind === 'image')) return { ok: false, reason: 'no-text' };
    const heading = page.blocks.find((block) => block.kind === 'heading');
    const title = /<h1/.test(html) && heading?.kind === 'heading' ? heading.text : properties.title;
    return {
      ok: true,
      content: {
        kind: 'document',
        title: title || (heading?.kind === 'heading' ? heading.text : fileTitle(url)),
        description: properties.description,
        language: properties.language ?? detectLanguage(text),
        breadcrumb: [],
        changedOn: page.changedOn ?? properties.changedOn,
        blocks: page.blocks,
        links: page.links,
        structuredData: [],
      },
    };
  } catch (error) {
    if (error instanceof ZipError) return { ok: false, reason: error.reason };
    if (error instanceof XmlError || error instanceof Error) return { ok: false, reason: 'broken' };
    throw error;
  }
}

async function toHtml(zip: Zip): Promise<string | null> {
  if (zip.names.includes('word/document.xml') || zip.names.some((name) => /^word\/document\d*\.xml$/.test(name)))
    return wordToHtml(zip);
  if (zip.names.includes('xl/workbook.xml')) return spreadsheetToHtml(zip);
  if (
    zip.names.includes('content.xml') &&
    /opendocument\.(?:text|spreadsheet)/.test(zip.text('mimetype') ?? zip.text('META-INF/manifest.xml') ?? '')
  ) {
    return openDocumentToHtml(zip);
  }
  return null;
}

/** Title, language and date that the document carries beside its text (docProps/core.xml, meta.xml). */
function readProperties(zip: Zip): Properties {
  const text = zip.text('docProps/core.xml') ?? zip.text('meta.xml');
  if (!text) return { title: '', description: null, language: null, changedOn: null };
  const xml = readXml(text);
  const value = (name: string) => {
    const element = findXml(xml, name);
    return element ? foldText(xmlText(element)) : '';
  };
  const title = value('dc:title');
  return {
    title: /^(?:microsoft word|untitled|unbenannt|dokument\d*$|document\d*$)|\.(?:docx?|odt|xlsx?)$/i.test(title)
      ? ''
      : title,
    description: value('dc:subject') || null,
    language: /^[a-z]{2,3}/i.exec(value('dc:language'))?.[0].toLowerCase() ?? null,
    changedOn: readDate(
      value('dcterms:modified') || value('dc:date') || value('dcterms:created') || value('meta:creation-date'),
    ),
  };
}
