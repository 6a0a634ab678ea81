/** The start page: what runs, what Bürgernah is, where to go; its parts of state are also rendered alone, to be refreshed. */
import type { ModelState, SourceState, SystemStatus } from '../../contracts/status.ts';
import { html, type Markup } from '../demo/write-html.ts';
import {
  isEmbedding,
  isMoving,
  judge,
  MODEL_TONES,
  type PageLanguage,
  SOURCE_TONES,
  showClock,
  showNumber,
  showTime,
  type Tone,
  VERDICT_TONES,
  WORDS,
} from './describe-status.ts';
import { renderCode } from './render-code.ts';
import { type Frame, icon, renderLayout } from './render-layout.ts';

/** How long a browser waits before it looks again, in milliseconds: while something moves, and else. */
const LOOK_AGAIN = { moving: 2_000, resting: 20_000 };

export interface StartPage {
  /** Null if it could not be read. */
  status: SystemStatus | null;
  publicUrl: string;
  /** When the state was read. */
  at: Date;
}

export function renderStart(frame: Frame, { status, publicUrl, at }: StartPage): string {
  const { language, demo } = frame;
  const words = WORDS[language];
  const parts = stateParts(status, language, at);
  const own = status?.sources.some(({ kind }) => kind !== 'demo') === true;
  const main = html`<div class="page" data-part="alerts">${parts.alerts}</div>
<p class="kern-sr-only" role="status" data-part="news">${parts.news}</p>
<section class="hero">
<div class="page hero__columns">
<div class="hero__words">
<h1 class="kern-heading-x-large">${words.headline}</h1>
<p class="kern-body kern-body--large">${words.lead}</p>
<div class="kern-btn-wrapper">
${demo && html`<a class="kern-btn kern-btn--primary" href="${language === 'en' ? '/demo/en/' : '/demo/'}#buergernah-assistant"><span class="kern-label">${words.askDemo}</span></a>`}
<a class="kern-btn kern-btn--${demo ? 'secondary' : 'primary'}" href="#verbinden"><span class="kern-label">${words.connectOwn}</span></a>
</div>
</div>
<section class="kern-card kern-card--hug facts" aria-labelledby="was-laeuft">
<div class="kern-card__container" data-part="facts">${parts.facts}</div>
</section>
</div>
</section>
<div class="page start" data-refresh="/start/state?lang=${language}" data-next="${parts.next}">
<section class="start__section" aria-labelledby="quellen">
<h2 class="kern-heading-large" id="quellen">${words.sourcesHeading}</h2>
<div data-part="sources">${parts.sources}</div>
</section>
<section class="start__section" aria-labelledby="modelle">
<h2 class="kern-heading-large" id="modelle">${words.modelsHeading}</h2>
<p class="kern-body kern-body--muted">${words.modelsText}</p>
<div data-part="models">${parts.models}</div>
</section>
<section class="start__section" aria-labelledby="weiter">
<h2 class="kern-heading-large" id="weiter">${words.nextHeading}</h2>
<ol class="steps">
${step('verbinden', words.connectTitle, words.connectText, words.connectLabel, words.connectExample, {
  href: '/docs/website-verbinden/',
  label: words.connectMore,
})}
${step('einbinden', words.embedTitle, words.embedText, words.embedLabel, embedLine(publicUrl, language), {
  href: '/docs/assistent-einbinden/',
  label: words.embedMore,
})}
${step('pruefen', words.checkTitle, words.checkText, words.checkLabel, 'npx buergernah doctor', {
  href: '/docs/betrieb/',
  label: words.checkMore,
})}
</ol>
</section>
</div>`;
  return renderLayout(frame, {
    title: words.headline.replace(/\.$/, ''),
    description: words.description,
    current: 'start',
    otherLanguage: language === 'de' ? '/?lang=en' : '/?lang=de',
    index: !own,
    scripts: ['/website/refresh-state.js', '/website/copy-text.js'],
    ...(status === null ? {} : { version: status.version }),
    main,
  });

  function step(
    id: string,
    title: string,
    text: string,
    label: string,
    code: string,
    more: { href: string; label: string },
  ): Markup {
    return html`<li class="steps__item" id="${id}">
<div>
<h3 class="kern-title">${title}</h3>
<p class="kern-body">${text}</p>
<p class="kern-body"><a class="kern-link" href="${more.href}">${more.label}</a></p>
</div>
${renderCode(code, { language, label, wrap: true })}
</li>`;
  }
}

function embedLine(publicUrl: string, language: PageLanguage): string {
  return `<script src="${publicUrl}/widgets/assistant.js" data-town="${WORDS[language].embedTown}" defer></script>`;
}

/** The parts of the start page that change, each in a container with its name; for the script that refreshes them. */
export function renderState(status: SystemStatus | null, language: PageLanguage, at: Date): string {
  const { next, ...parts } = stateParts(status, language, at);
  return html`<div data-next="${next}">${Object.entries(parts).map(
    ([name, part]) => html`<div data-part="${name}">${part}</div>\n`,
  )}</div>`.markup;
}

function stateParts(status: SystemStatus | null, language: PageLanguage, at: Date) {
  const words = WORDS[language];
  if (status === null) {
    return {
      alerts: alert('danger', words.unreadableTitle, html`<p class="kern-body">${words.unreadableText}</p>`),
      news: html`${words.unreadableTitle}`,
      facts: factsHead('unreadable', language),
      sources: html``,
      models: html``,
      next: LOOK_AGAIN.moving,
    };
  }
  const verdict = judge(status);
  return {
    alerts: html`${status.sources.map((source) => sourceAlert(source, language))}`,
    news: html`${words.verdict[verdict]}`,
    facts: facts(status, language, at),
    sources: sources(status, language),
    models: models(status, language),
    next: isMoving(status) ? LOOK_AGAIN.moving : LOOK_AGAIN.resting,
  };
}

function factsHead(verdict: keyof typeof VERDICT_TONES, language: PageLanguage): Markup {
  const words = WORDS[language];
  return html`<div class="facts__head">
<h2 class="kern-title" id="was-laeuft">${words.stateHeading}</h2>
${badge(VERDICT_TONES[verdict], words.verdict[verdict])}
</div>`;
}

function facts(status: SystemStatus, language: PageLanguage, at: Date): Markup {
  const words = WORDS[language];
  const number = (value: number) => showNumber(value, language);
  const rows: [string, string][] = [
    [words.answersTerm, words.answersQuoted],
    [words.searchTerm, words.search[status.search]],
    [
      words.pagesTerm,
      words.stock(
        words.pages(status.pages, number(status.pages)),
        words.passages(status.passages, number(status.passages)),
      ),
    ],
    [words.databaseTerm, words.database(status.database.version, status.database.engine)],
    [words.versionTerm, status.version],
  ];
  return html`${factsHead(judge(status), language)}
<dl class="facts__list">
${rows.map(([term, value]) => html`<div><dt class="kern-body kern-body--small kern-body--muted">${term}</dt><dd class="kern-body">${value}</dd></div>\n`)}
</dl>
<p class="kern-body kern-body--small kern-body--muted">${words.updated(showClock(at.toISOString(), language))}</p>`;
}

function sources(status: SystemStatus, language: PageLanguage): Markup {
  const words = WORDS[language];
  if (status.sources.length === 0) {
    return html`<p class="kern-title kern-title--small">${words.noSourcesTitle}</p>
<p class="kern-body kern-body--muted">${words.noSourcesText}</p>`;
  }
  return html`<p class="kern-body kern-body--muted">${words.sourcesText}</p>
<ul class="rows">
${status.sources.map((source) => {
  const kind = { demo: words.demoSource, import: words.importSource, website: null }[source.kind];
  const read = source.readAt === null ? words.neverRead : words.readAt(showTime(source.readAt, language));
  return html`<li class="rows__item">
<div class="rows__name">
<h3 class="kern-title kern-title--small">${source.name}</h3>
<p class="kern-body kern-body--small kern-body--muted">${kind === null ? '' : `${kind}, `}${address(source)}</p>
</div>
<div class="rows__state">${badge(SOURCE_TONES[source.state], words.sourceStates[source.state], source.state === 'learning' ? 'autorenew' : undefined)}</div>
<p class="kern-body kern-body--small rows__facts"><span class="rows__figure">${words.pages(source.pages, showNumber(source.pages, language))}</span> <span class="rows__detail">${read}</span></p>
</li>\n`;
})}
</ul>`;
}

/** Only web addresses become links: the name of an import is not one. */
function address({ url }: SourceState): Markup {
  const shown = url.replace(/^https?:\/\//, '').replace(/\/$/, '');
  return /^https?:\/\//i.test(url)
    ? html`<a class="kern-link kern-link--small kern-link--no-visited-state" href="${url}">${shown}</a>`
    : html`${shown}`;
}

function models(status: SystemStatus, language: PageLanguage): Markup {
  const words = WORDS[language];
  if (status.models.length === 0) return html`<p class="kern-body">${words.noModels}</p>`;
  return html`<ul class="rows">
${status.models.map(
  (model, index) => html`<li class="rows__item">
<div class="rows__name">
<h3 class="kern-title kern-title--small">${words.modelRole}</h3>
<p class="kern-body kern-body--small kern-body--muted">${model.name}</p>
</div>
<div class="rows__state">${badge(MODEL_TONES[model.state], words.modelStates[model.state], isComing(model) ? 'autorenew' : undefined)}</div>
<div class="rows__facts">
<p class="kern-body kern-body--small">${words.modelSentences[model.state]}${model.nextAttemptAt === null ? '' : ` ${words.nextAttempt(showClock(model.nextAttemptAt, language))}.`}</p>
${model.state === 'fetching' && model.progress !== null && progressOfFetching(model.progress, index, language)}
${index === 0 && isEmbedding(status) && progressOfEmbedding(status, language)}
${model.reason !== null && html`<details class="reason"><summary class="kern-body kern-body--small">${words.reason}</summary><p class="kern-body kern-body--small" lang="en">${model.reason}</p></details>`}
</div>
</li>\n`,
)}
</ul>`;
}

function isComing({ state }: ModelState): boolean {
  return state === 'fetching' || state === 'loading';
}

function progressOfFetching(share: number, index: number, language: PageLanguage): Markup {
  const words = WORDS[language];
  const percent = Math.floor(share * 100);
  return progress(`fetching-${index}`, words.fetchingLabel, words.percent(String(percent)), percent, 100);
}

function progressOfEmbedding({ embedded, passages }: SystemStatus, language: PageLanguage): Markup {
  const words = WORDS[language];
  const done = embedded ?? 0;
  const shown = words.embeddingCount(showNumber(done, language), showNumber(passages, language));
  return progress('embedding', words.embeddingLabel, shown, done, passages);
}

function progress(id: string, label: string, shown: string, value: number, max: number): Markup {
  return html`<div class="kern-progress">
<label class="kern-body kern-body--small" for="${id}">${label}: ${shown}</label>
<progress id="${id}" value="${value}" max="${max}">${shown}</progress>
</div>`;
}

function badge(tone: Tone, text: string, sign: string = tone): Markup {
  return html`<span class="kern-badge kern-badge--${tone} kern-badge--small">${icon(sign, 'small')}<span class="kern-label">${text}</span></span>`;
}

function sourceAlert(source: SourceState, language: PageLanguage): Markup | null {
  const words = WORDS[language];
  if (source.state === 'alarm') {
    return alert('warning', words.alarmTitle(source.name), whatToDo(source, words.alarmText, language));
  }
  if (source.state === 'failed') {
    return alert('danger', words.failedTitle(source.name), whatToDo(source, words.failedText(source.pages), language));
  }
  return null;
}

function whatToDo(source: SourceState, text: string, language: PageLanguage): Markup {
  // Quotation marks protect a name in the shell, but not from these characters.
  const given = /["$`\\!]/.test(source.name) ? source.id : `"${source.name}"`;
  return html`<p class="kern-body">${text}</p>
${renderCode(`npx buergernah source sync ${given}`, { language, label: WORDS[language].syncLabel(source.name), wrap: true })}`;
}

function alert(tone: Tone, title: string, body: Markup): Markup {
  return html`<div class="kern-alert kern-alert--${tone}">
<div class="kern-alert__header">${icon(tone)}<h2 class="kern-title kern-title--small">${title}</h2></div>
<div class="kern-alert__body">${body}</div>
</div>`;
}
