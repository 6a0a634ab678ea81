/**
 * The part of KERN's style sheet that our pages use. The whole sheet is 340 kB, most of it utilities, other components and icons;
 * the package brings no smaller one and its sources need Sass. What is cut away is decided by class, never inside a rule.
 */

/** Blocks (BEM) that our pages use; `kern-icon--…` is decided by name. */
const BLOCKS = new Set([
  'kern-accordion',
  'kern-alert',
  'kern-badge',
  'kern-body',
  'kern-btn',
  'kern-btn-wrapper',
  'kern-card',
  'kern-form-input',
  'kern-heading-large',
  'kern-heading-medium',
  'kern-heading-small',
  'kern-heading-x-large',
  'kern-hint',
  'kern-icon',
  'kern-label',
  'kern-link',
  'kern-preline',
  'kern-progress',
  'kern-sr-only',
  'kern-table',
  'kern-table-responsive',
  'kern-title',
]);
const ICONS = new Set([
  'account-circle',
  'arrow-back',
  'arrow-down',
  'arrow-forward',
  'arrow-up',
  'autorenew',
  'calendar-today',
  'check',
  'chevron-left',
  'chevron-right',
  'close',
  'content-copy',
  'danger',
  'default',
  'info',
  'large',
  'open-in-new',
  'search',
  'small',
  'success',
  'warning',
]);

interface Rule {
  /** Selectors or at-rule, as written. */
  prelude: string;
  /** Null for a statement without a block (`@charset`). */
  body: string | null;
}

/**
 * Keeps tokens, element rules and the rules of the blocks above, and of the colour palettes the steps that are used.
 * @param alsoUses a sheet whose `var(--kern-…)` count as used
 */
export function cutKernSheet(sheet: string, alsoUses = ''): string {
  const kept = splitRules(sheet).map(cutRule).join('');
  const used = new Set(`${kept}${alsoUses}`.match(/(?<=var\()--kern-color-[\w-]+/g));
  return kept.replace(/(--kern-color-[a-z]+(?:-[a-z]+-\d)?-\d{3}):[^;}]+;?/g, (declaration, name: string) =>
    used.has(name) ? declaration : '',
  );
}

function cutRule({ prelude, body }: Rule): string {
  if (body === null) return prelude.startsWith('@charset') ? `${prelude};` : '';
  if (prelude.startsWith('@media')) {
    const inner = splitRules(body).map(cutRule).join('');
    return inner === '' ? '' : `${prelude}{${inner}}`;
  }
  if (prelude.startsWith('@')) return prelude.startsWith('@keyframes') ? '' : `${prelude}{${body}}`;
  const selectors = splitOutside(prelude, ',').filter(isUsed);
  return selectors.length === 0 ? '' : `${selectors.join(',')}{${body}}`;
}

function isUsed(selector: string): boolean {
  // The values of the first layer, which hold for the whole page, are told from those of forced themes by `body`.
  if (selector.trim().startsWith(':is(body')) return true;
  if (selector.includes('data-kern-theme')) return false;
  return [...selector.matchAll(/\.(kern-[\w-]+)/g)].every(([, name = '']) => {
    const icon = /^kern-icon--(.+)$/.exec(name)?.[1];
    return icon === undefined ? BLOCKS.has(name.replace(/(?:__|--).*$/, '')) : ICONS.has(icon);
  });
}

/** Rules of one level; braces inside strings and brackets (data addresses) do not count. */
function splitRules(sheet: string): Rule[] {
  const rules: Rule[] = [];
  let start = 0;
  let open = -1;
  let depth = 0;
  forEachOutside(sheet, (character, index) => {
    if (character === '{') {
      if (depth === 0) open = index;
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth > 0) return;
      rules.push({ prelude: sheet.slice(start, open).trim(), body: sheet.slice(open + 1, index) });
      start = index + 1;
    } else if (character === ';' && depth === 0) {
      rules.push({ prelude: sheet.slice(start, index).trim(), body: null });
      start = index + 1;
    }
  });
  return rules;
}

function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  forEachOutside(text, (character, index) => {
    if (character !== separator) return;
    parts.push(text.slice(start, index));
    start = index + 1;
  });
  return [...parts, text.slice(start)];
}

/** Visits the characters that stand in no string, comment or round bracket. */
function forEachOutside(text: string, visit: (character: string, index: number) => void): void {
  let quote = '';
  let brackets = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (quote !== '') {
      if (character === '\\') index += 1;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '/' && text.charAt(index + 1) === '*')
      index = Math.max(index, text.indexOf('*/', index) + 1);
    else if (character === '(') brackets += 1;
    else if (character === ')') brackets -= 1;
    else if (brackets === 0) visit(character, index);
  }
}
