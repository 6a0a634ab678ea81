import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { cutKernSheet } from './cut-kern-sheet.ts';

describe('cutting the sheet of KERN', () => {
  it('keeps used blocks, elements and tokens, and drops the others', () => {
    const sheet = `@charset "UTF-8";:root{--kern-color-red-600:red;--kern-color-red-650:blue;--kern-metric-space:1px}
body{color:var(--kern-color-red-600)}.kern-btn,.kern-dropdown{a:b}.kern-btn:has(.kern-loader){c:d}
.kern-icon--check{mask:url("data:image/svg+xml,<svg style='a{b}'/>")}.kern-icon--logout{mask:none}
@media (min-width:1px){.kern-dropdown{a:b}}@media (min-width:2px){.kern-card__body{e:f}.kern-grid{g:h}}
[data-kern-theme=dark]{--x:y}:is(body,.kern-light):not([class*=kern-level-]),.kern-layer.kern-level-0{--z:1}@keyframes turn{0%{a:b}}`;
    const cut = cutKernSheet(sheet);
    expect(cut).toBe(
      `@charset "UTF-8";:root{--kern-color-red-600:red;--kern-metric-space:1px}body{color:var(--kern-color-red-600)}.kern-btn{a:b}.kern-icon--check{mask:url("data:image/svg+xml,<svg style='a{b}'/>")}@media (min-width:2px){.kern-card__body{e:f}}:is(body,.kern-light):not([class*=kern-level-]){--z:1}`,
    );
  });

  it('keeps a colour that only our own sheet uses', () => {
    expect(cutKernSheet(':root{--kern-color-red-650: blue;}', 'a{color:var(--kern-color-red-650)}')).toContain('650');
  });

  it('leaves no use of a colour without its value in the real sheet', () => {
    const whole = readFileSync(createRequire(import.meta.url).resolve('@kern-ux/native/dist/kern.min.css'), 'utf8');
    const own = readFileSync(new URL('assets/website.css', import.meta.url), 'utf8');
    const cut = cutKernSheet(whole, own);
    expect(cut.length).toBeLessThan(whole.length / 2);
    expect((cut.match(/\{/g) ?? []).length).toBe((cut.match(/\}/g) ?? []).length);
    const known = new Set(whole.match(/--kern-color-[\w-]+(?=:)/g));
    const defined = new Set(cut.match(/--kern-color-[\w-]+(?=:)/g));
    const used = `${cut}${own}`.match(/(?<=var\()--kern-color-[\w-]+/g) ?? [];
    // Some names have no value in the whole sheet either.
    expect(used.filter((name) => known.has(name) && !defined.has(name))).toEqual([]);
  });
});
