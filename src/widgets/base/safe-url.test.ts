import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phoneUrl, safeUrl, safeWebUrl } from './safe-url.ts';

describe('safeUrl', () => {
  it('lets web, mail and telephone addresses through', () => {
    for (const url of ['https://a.de/x#:~:text=8%20Uhr', 'http://a.de', 'mailto:a@b.de', 'tel:+49821'])
      expect(safeUrl(url)).toBe(url);
    expect(safeWebUrl('mailto:a@b.de')).toBeNull();
  });

  it('refuses everything that could run or is not an address', () => {
    const hostile = [
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      '\u0001javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      'data:text/html,<script>',
      'vbscript:x',
      'blob:https://a.de/1',
      'file:///etc/passwd',
      '//a.de',
      '/relative',
      '',
      null,
      42,
      {},
      `https://a.de/${'x'.repeat(5000)}`,
    ];
    for (const address of hostile) expect(safeUrl(address)).toBeNull();
  });

  it('never returns another scheme, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string().map((tail) => `javascript:${tail}`),
        ),
        (address) => {
          const url = safeUrl(address);
          if (url !== null) expect(['http:', 'https:', 'mailto:', 'tel:']).toContain(new URL(url).protocol);
        },
      ),
    );
  });
});

describe('phoneUrl', () => {
  it('dials what is written', () => {
    expect(phoneUrl('0821 324-4444')).toBe('tel:08213244444');
    expect(phoneUrl('+49 (0)821 3102-0')).toBe('tel:+4982131020');
    expect(phoneUrl('112')).toBe('tel:112');
    expect(phoneUrl('0821 3102 oder 0821 3103')).toBe('tel:08213102');
    expect(phoneUrl('0821/3102, 0821/3103')).toBe('tel:08213102');
  });

  it('gives no link without a number', () => {
    for (const text of ['', 'siehe Website', '12', '1'.repeat(20)]) expect(phoneUrl(text)).toBeNull();
  });
});
