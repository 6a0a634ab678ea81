import { describe, expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('decodeText', () => {
  it.each([
    ['UTF-8 without a word', utf8('Gebühr €'), null, 'Gebühr €'],
    ['windows-1252 without a word', Uint8Array.from([...latin1('Geb\u00fchr '), 0x80]), 'text/html', 'Gebühr €'],
    ['ISO-8859-1 by header', latin1('Straße'), 'text/html; charset=ISO-8859-1', 'Straße'],
    [
      'ISO-8859-15 by meta',
      Uint8Array.from([...utf8('<meta charset="iso-8859-15">'), 0xa4]),
      'text/html',
      '<meta charset="iso-8859-15">€',
    ],
    [
      'http-equiv',
      Uint8Array.from([...utf8('<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">'), 0xe8]),
      null,
      '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250">č',
    ],
    [
      'XML declaration',
      Uint8Array.from([...utf8('<?xml version="1.0" encoding="ISO-8859-1"?>'), 0xfc]),
      null,
      '<?xml version="1.0" encoding="ISO-8859-1"?>ü',
    ],
    ['byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8('ä')]), 'text/html; charset=latin1', 'ä'],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, ...Buffer.from('Grüße', 'utf16le')]), null, 'Grüße'],
    ['UTF-8 that the server calls Latin-1', utf8('Bürgerbüro'), 'text/html; charset=iso-8859-1', 'Bürgerbüro'],
    ['Latin-1 that the server calls UTF-8', latin1('Büro und Straße'), 'text/html; charset=utf-8', 'Büro und Straße'],
    [
      'one broken byte in UTF-8',
      Uint8Array.from([...utf8('äöü ÄÖÜ ß'), 0xff]),
      'text/html; charset=utf-8',
      'äöü ÄÖÜ ß\ufffd',
    ],
    ['a charset that nobody knows', utf8('Büro'), 'text/html; charset=x-fantasie', 'Büro'],
    ['nothing', new Uint8Array(), null, ''],
  ])('%s', (_, bytes, contentType, text) => {
    expect(decodeText({ bytes, contentType })).toBe(text);
  });
});
