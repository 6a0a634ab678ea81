/** The API as a page: every call with who may use it, what it takes and gives, and an example; made from the OpenAPI document. */
import { html, type Markup } from '../demo/write-html.ts';
import { type PageLanguage, showNumber, WORDS } from './describe-status.ts';
import {
  alternatives,
  type Body,
  exampleCall,
  type Field,
  fieldsOf,
  type OpenApiDocument,
  type Operation,
  readOperations,
  referredName,
  type Schema,
} from './read-operations.ts';
import { renderCode } from './render-code.ts';
import { type Frame, icon, renderLayout } from './render-layout.ts';

export function renderApi(
  frame: Frame,
  { document, publicUrl }: { document: OpenApiDocument; publicUrl: string },
): string {
  const { language } = frame;
  const words = WORDS[language];
  const groups = [...readOperations(document)];
  const schemas = Object.entries(document.components?.schemas ?? {}).sort(([a], [b]) => a.localeCompare(b));
  const nameOf = (group: string) => (group === '' ? words.apiOther : (words.apiGroups[group.toLowerCase()] ?? group));
  const idOf = (group: string) => `gruppe-${group.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-') || 'weitere'}`;
  const version = document.info?.version;
  return renderLayout(frame, {
    title: words.apiTitle,
    current: 'api',
    otherLanguage: language === 'de' ? '/api/?lang=en' : '/api/?lang=de',
    index: false,
    scripts: ['/website/filter-calls.js', '/website/copy-text.js'],
    ...(version === undefined ? {} : { version }),
    main: html`<div class="page document">
<details class="document__pages">
<summary class="kern-body">${words.apiContents}</summary>
<nav class="document__navigation" aria-label="${words.apiContents}">
<ul>
${groups.map(([group, calls]) => html`<li><a class="document__link" href="#${idOf(group)}">${nameOf(group)}<span class="document__count">${calls.length}</span></a></li>\n`)}
${schemas.length > 0 && html`<li><a class="document__link" href="#formen">${words.apiSchemas}<span class="document__count">${schemas.length}</span></a></li>`}
</ul>
</nav>
</details>
<div class="document__article api">
<h1 class="kern-heading-x-large">${words.apiTitle}</h1>
<p class="kern-body">${words.apiLead} <code>${publicUrl}/api/</code></p>
<p class="kern-body">${words.apiKeyHint} <code>npx buergernah key new</code></p>
<p class="kern-body"><a class="kern-link" href="/api/openapi.json">${words.apiDocument}</a></p>
${
  groups.length === 0
    ? html`<p class="kern-body">${words.apiNoOperations}</p>`
    : html`<div class="kern-form-input filter">
<label class="kern-label" for="filter">${words.apiFilter}</label>
<div class="kern-hint" id="filter-hint">${words.apiFilterHint}</div>
<input class="kern-form-input__input" type="search" id="filter" aria-describedby="filter-hint" autocomplete="off" spellcheck="false">
<p class="kern-body kern-body--small" role="status" id="filter-found" data-one="${words.apiFoundOne}" data-many="${words.apiFoundMany}" data-none="${words.apiFoundNone}"></p>
</div>`
}
${groups.map(
  ([group, calls]) => html`<section class="api__group" aria-labelledby="${idOf(group)}">
<h2 class="kern-heading-large" id="${idOf(group)}">${nameOf(group)}</h2>
${calls.map((call) => renderOperation(call, document, publicUrl, language))}
</section>`,
)}
${
  schemas.length > 0 &&
  html`<section class="api__schemas" aria-labelledby="formen">
<h2 class="kern-heading-large" id="formen">${words.apiSchemas}</h2>
<p class="kern-body kern-body--muted">${words.apiSchemasText}</p>
${schemas.map(
  ([name, schema]) => html`<details class="kern-accordion" id="${schemaId(name)}">
<summary class="kern-accordion__header"><h3 class="kern-title kern-title--small mono">${name}</h3></summary>
<div class="kern-accordion__body">${renderForm(schema, name, language)}</div>
</details>`,
)}
</section>`
}
</div>
</div>`,
  });
}

const schemaId = (name: string) => `form-${name}`;

function renderOperation(
  call: Operation,
  document: OpenApiDocument,
  publicUrl: string,
  language: PageLanguage,
): Markup {
  const words = WORDS[language];
  const name = `${call.method} ${call.path}`;
  return html`<details class="kern-accordion call" id="${call.id}" data-search="${`${name} ${call.summary} ${call.description}`.toLowerCase()}">
<summary class="kern-accordion__header">
<h3 class="call__head">
<span class="call__address"><span class="call__method">${call.method}</span> <span class="call__path">${breakable(call.path)}</span></span>
<span class="kern-body call__summary" lang="en">${call.summary}</span>
</h3>
${call.needsKey && html`<span class="kern-badge kern-badge--info kern-badge--small call__key">${icon('account-circle', 'small')}<span class="kern-label">${words.apiKey}</span></span>`}
</summary>
<div class="kern-accordion__body call__body">
${call.description !== '' && html`<p class="kern-body" lang="en">${withCode(call.description)}</p>`}
<p class="kern-body">${call.needsKey ? words.apiKeyLong : words.apiOpenLong}</p>
${
  call.parameters.length > 0 &&
  html`<h4 class="kern-title kern-title--small">${words.apiParameters}</h4>
${renderTable(
  `${words.apiParameters}: ${name}`,
  call.parameters.map((parameter) => ({
    name: parameter.name,
    place: words.apiPlaces[parameter.in] ?? parameter.in,
    schema: { ...parameter.schema, description: parameter.description ?? parameter.schema?.description ?? '' },
    required: parameter.required === true,
  })),
  language,
)}`
}
${call.request !== null && html`<h4 class="kern-title kern-title--small">${words.apiRequest}</h4>${renderBody(call.request, `${words.apiRequest}: ${name}`, language)}`}
<h4 class="kern-title kern-title--small">${words.apiResponses}</h4>
<ul class="call__responses">
${call.responses.map(
  ({ status, description, body }) => html`<li>
<p class="kern-body"><strong class="mono">${status}</strong> <span lang="en">${withCode(description)}</span></p>
${status.startsWith('2') && body !== null && renderBody(body, `${status}: ${name}`, language)}
</li>\n`,
)}
</ul>
<h4 class="kern-title kern-title--small">${words.apiExample}</h4>
${renderCode(exampleCall(call, document, publicUrl), { language, label: `${words.apiExample}: ${name}` })}
</div>
</details>`;
}

/** What stands between backticks is code, as in Markdown. */
function withCode(text: string): Markup {
  return html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}

/** A path may be broken before each slash. */
function breakable(path: string): Markup {
  return html`${path.split(/(?=\/)/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`))}`;
}

function renderBody({ mediaType, schema }: Body, label: string, language: PageLanguage): Markup {
  const type = typeOf(schema, language);
  const fields = referredName(schema) === null && schema.items === undefined;
  return html`<p class="kern-body kern-body--small"><span class="kern-body--muted">${mediaType}:</span> ${type}</p>
${fields && renderForm(schema, label, language)}`;
}

/** A form as a table of its fields, or one table for each of its alternatives. */
function renderForm(schema: Schema, label: string, language: PageLanguage): Markup {
  const words = WORDS[language];
  const forms = alternatives(schema);
  const description =
    schema.description !== undefined && html`<p class="kern-body" lang="en">${withCode(schema.description)}</p>`;
  if (forms.length > 1) {
    return html`${description}<p class="kern-body">${words.apiOneOf}:</p>
${forms.map((form, index) => {
  const name = nameOfForm(form) ?? words.apiForm(index + 1);
  return html`<p class="kern-body form__name"><code>${name}</code></p>${referredName(form) === null ? renderForm(form, `${label}, ${name}`, language) : typeOf(form, language)}`;
})}`;
  }
  const fields = fieldsOf(schema);
  if (fields.length === 0) {
    return html`${description}<p class="kern-body">${typeOf(schema, language)} ${limitsOf(schema, language)}</p>`;
  }
  return html`${description}${renderTable(label, fields, language)}`;
}

/** Events and the like are told apart by one field with a fixed value. */
function nameOfForm(schema: Schema): string | null {
  const fixed = Object.values(schema.properties ?? {}).find(({ const: value }) => typeof value === 'string');
  return typeof fixed?.const === 'string' ? fixed.const : (schema.title ?? null);
}

function renderTable(label: string, rows: (Field & { place?: string })[], language: PageLanguage): Markup {
  const words = WORDS[language];
  return html`<div class="kern-table-responsive" tabindex="0" role="region" aria-label="${words.scrollable(label)}">
<table class="kern-table kern-table--small">
<thead class="kern-table__head"><tr class="kern-table__row">
<th class="kern-table__header" scope="col">${words.apiName}</th>
<th class="kern-table__header" scope="col">${words.apiType}</th>
<th class="kern-table__header" scope="col">${words.apiMeaning}</th>
</tr></thead>
<tbody class="kern-table__body">
${rows.map(
  ({ name, schema, required, place }) => html`<tr class="kern-table__row">
<th class="kern-table__header" scope="row"><code>${name}</code><span class="field__note">${place !== undefined && `${place}, `}${required ? words.apiRequired : words.apiOptional}</span></th>
<td class="kern-table__cell">${typeOf(schema, language)}</td>
<td class="kern-table__cell"><span lang="en">${withCode(schema.description ?? '')}</span> ${limitsOf(schema, language)}</td>
</tr>\n`,
)}
</tbody>
</table>
</div>`;
}

function typeOf(schema: Schema, language: PageLanguage): Markup {
  const words = WORDS[language];
  const name = referredName(schema);
  if (name !== null)
    return html`<a class="kern-link kern-link--small kern-link--no-visited-state" href="#${schemaId(name)}"><code>${name}</code></a>`;
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    const shown = choices.length > 3 ? [html`${words.apiOneOf}`] : choices.map((choice) => typeOf(choice, language));
    return html`${shown.map((type, index) => html`${index > 0 && ' | '}${type}`)}`;
  }
  if (schema.items !== undefined) return html`${typeOf(schema.items, language)}<code>[]</code>`;
  const types = [schema.type ?? (schema.properties === undefined ? [] : 'object')].flat();
  if (types.length === 0) return html`${words.apiAnyText}`;
  return html`<code>${types.join(' | ')}</code>${schema.format !== undefined && html` <span class="field__note">${schema.format}</span>`}`;
}

/** Bounds and allowed values in words; those of the entries of a list too. */
function limitsOf(schema: Schema, language: PageLanguage): Markup | null {
  const words = WORDS[language];
  const number = (value: number) => showNumber(value, language);
  const inner = alternatives(schema)[0] ?? schema;
  const values = inner.enum ?? inner.items?.enum;
  // Whole numbers without bounds are written with the largest safe integer.
  const real = (value: number | undefined): value is number =>
    value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const limits = [
    ...(real(inner.minimum) ? [words.apiAtLeast(number(inner.minimum))] : []),
    ...(real(inner.maximum) ? [words.apiAtMost(number(inner.maximum))] : []),
    ...(real(inner.maxLength) ? [words.apiAtMost(`${number(inner.maxLength)} ${words.apiCharacters}`)] : []),
    ...(real(inner.maxItems) ? [words.apiAtMost(`${number(inner.maxItems)} ${words.apiEntries}`)] : []),
  ];
  if (values === undefined && limits.length === 0 && schema.default === undefined) return null;
  return html`<span class="field__limits">${
    values !== undefined &&
    html`${words.apiAllowed} ${values.map((value, index) => html`${index > 0 && ', '}<code>${String(value)}</code>`)}. `
  }${limits.length > 0 && html`${capital(limits.join(', '))}. `}${
    schema.default !== undefined && html`${words.apiDefault} <code>${JSON.stringify(schema.default)}</code>.`
  }</span>`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
