/** What our pages load: KERN's sheet cut to what is used, Fira Sans, our own sheet, scripts and logo. Read once and kept in memory. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cutKernSheet } from './cut-kern-sheet.ts';

export interface Asset {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  /** With quotation marks, as in the header. */
  etag: string;
}

export interface Assets {
  /** By address, e.g. `/kern/kern.css`. */
  find(address: string): Asset | undefined;
  /** The address with a mark that changes with the content, so that browsers may keep it for a year. */
  versioned(address: string): string;
}

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  txt: 'text/plain; charset=utf-8',
};

/** Address → file of this folder. */
const FILES: Record<string, string> = {
  '/kern/fira-sans-regular.woff2': 'fonts/fira-sans-regular.woff2',
  '/kern/fira-sans-semibold.woff2': 'fonts/fira-sans-semibold.woff2',
  '/kern/OFL.txt': 'fonts/OFL.txt',
  '/website/website.css': 'assets/website.css',
  '/website/refresh-state.js': 'assets/refresh-state.js',
  '/website/copy-text.js': 'assets/copy-text.js',
  '/website/filter-calls.js': 'assets/filter-calls.js',
  '/website/suggest-search.js': 'assets/suggest-search.js',
  '/favicon.svg': 'assets/favicon.svg',
  '/favicon.ico': 'assets/favicon.ico',
};

/** Reads the files with the first request that needs them. */
export function createAssetReader(): () => Promise<Assets> {
  let loading: Promise<Assets> | undefined;
  return () => {
    loading ??= loadAssets().catch((error: unknown) => {
      // The next request tries again.
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function loadAssets(): Promise<Assets> {
  const assets = new Map<string, Asset>();
  for (const [address, file] of Object.entries(FILES)) {
    assets.set(address, toAsset(await readFile(fileURLToPath(new URL(file, import.meta.url))), address));
  }
  const require = createRequire(import.meta.url);
  const whole = await readFile(require.resolve('@kern-ux/native/dist/kern.min.css'), 'utf8');
  const own = new TextDecoder().decode(assets.get('/website/website.css')?.body);
  const notice = '/* KERN UX, @kern-ux/native, EUPL-1.2, https://www.kern-ux.de; cut to what these pages use. */\n';
  assets.set('/kern/kern.css', toAsset(Buffer.from(notice + cutKernSheet(whole, own)), '/kern/kern.css'));
  return {
    find: (address) => assets.get(address),
    versioned: (address) => {
      const version = assets.get(address)?.etag.slice(1, 9);
      return version === undefined ? address : `${address}?v=${version}`;
    },
  };
}

function toAsset(content: Uint8Array, address: string): Asset {
  const extension = address.slice(address.lastIndexOf('.') + 1);
  return {
    body: new Uint8Array(content),
    type: TYPES[extension] ?? 'application/octet-stream',
    etag: tagOf(content),
  };
}

/** A strong entity tag of the content (RFC 9110, 8.8.3). */
export function tagOf(content: Uint8Array | string): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}
