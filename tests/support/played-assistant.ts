/**
 * A town's website under a strict content security policy with the assistant's widget on it, and an assistant that plays
 * prepared answers by the contract, with pauses: for what no real answer does on demand (a cut line, a slow answer).
 */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildBrowserCode } from '../../scripts/build.ts';
import type { AnswerEvent, AnswerRequest, AssistantProfile, FeedbackRequest } from '../../src/contracts/answer.ts';

/** No script, style, image or connection but the website's own; nothing inline, no eval. */
const STRICT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** An event of an answer, a pause in milliseconds, or the end of the line. */
export type Played = AnswerEvent | number | 'cut';

export interface Refused {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface PlayedAssistant {
  url: string;
  questions: AnswerRequest[];
  feedback: FeedbackRequest[];
  /** Paths of requests to the assistant, in their order. */
  requests: string[];
  /** Decides what is played; changed by a test that needs another answer. */
  play: (request: AnswerRequest, url: string) => readonly Played[] | Refused;
  /** Status of feedback requests. */
  feedbackStatus: number;
  close(): Promise<void>;
}

export async function playAssistant(): Promise<PlayedAssistant> {
  await buildBrowserCode();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const assistant: PlayedAssistant = {
    url,
    questions: [],
    feedback: [],
    requests: [],
    play: () => [end()],
    feedbackStatus: 204,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return assistant;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const send = (status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': type, 'content-security-policy': STRICT_POLICY, ...headers });
      response.end(body);
    };
    if (pathname.startsWith('/api/')) assistant.requests.push(pathname);
    if (pathname === '/favicon.ico') return send(204, 'image/x-icon', '');
    if (pathname === '/site.css') return send(200, 'text/css', SITE_STYLES);
    if (/^\/widgets\/[a-z.]+\.js$/.test(pathname))
      return send(200, 'text/javascript', await readFile(new URL(`../../dist${pathname}`, import.meta.url)));
    if (pathname === '/api/assistant/profile')
      return send(200, 'application/json', JSON.stringify(profile(url, searchParams.get('language') ?? 'de')));
    if (pathname.endsWith('/feedback')) {
      assistant.feedback.push((await readJson(request)) as FeedbackRequest);
      return send(assistant.feedbackStatus, 'application/json', '');
    }
    if (pathname === '/api/assistant/questions') return await stream(request, response, send);
    return send(200, 'text/html; charset=utf-8', website(pathname, searchParams));
  }

  async function stream(
    request: IncomingMessage,
    response: ServerResponse,
    send: (status: number, type: string, body: string, headers?: Record<string, string>) => void,
  ): Promise<void> {
    const asked = (await readJson(request)) as AnswerRequest;
    assistant.questions.push(asked);
    const played = assistant.play(asked, url);
    if ('status' in played)
      return send(played.status, 'application/json', JSON.stringify(played.body ?? {}), played.headers);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    const start: AnswerEvent = {
      type: 'start',
      answerId: randomUUID(),
      conversationId: asked.conversationId ?? randomUUID(),
      language: asked.language ?? 'de',
      deleteOn: '2026-06-20',
    };
    for (const event of [start, ...played]) {
      if (response.destroyed) return;
      if (event === 'cut') return void response.destroy();
      if (typeof event === 'number') await sleep(event);
      else response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  }
}

export function words(block: number, text: string, more: Partial<Extract<AnswerEvent, { type: 'text-delta' }>> = {}) {
  return { type: 'text-delta', block, form: 'paragraph', text, ...more } satisfies AnswerEvent;
}

export function source(number: number, url: string, more: object = {}): AnswerEvent {
  return {
    type: 'citation',
    citation: {
      number,
      title: 'Hundesteuer',
      path: ['Bürgerservice', 'Steuern und Abgaben'],
      url: `${url}/hundesteuer#gebuehren`,
      quoteUrl: `${url}/hundesteuer#:~:text=Zweiter%20Hund`,
      quote: 'Zweiter Hund: 144,00 €',
      pageDate: '2026-03-12',
      readOn: '2026-03-20',
      pageNumber: null,
      kind: 'web',
      ...more,
    },
  };
}

export function end(mode: 'quoted' | 'fixed' = 'quoted'): AnswerEvent {
  return { type: 'end', outcome: 'answered', mode, milliseconds: 40 };
}

/** A table of fees with a gap, a best row, and a second source in a PDF. */
export function dogTax(url: string): Played[] {
  const row = (dog: string, fee: string, more: object = {}): AnswerEvent =>
    words(1, `${dog}: ${fee}`, {
      form: 'table',
      cells: [
        { column: 'Hundehaltung', text: dog },
        { column: 'Betrag im Jahr', text: fee },
      ],
      citation: 1,
      ...more,
    });
  return [
    { type: 'step', step: 'find', pages: 43 },
    words(0, 'Hundesteuer: Höhe der Steuer', { form: 'lead-in', citation: 1 }),
    row('Erster Hund', '96,00 €'),
    row('Zweiter Hund', '144,00 €', { best: true }),
    row('Gefährlicher Hund', '768,00 €', { gap: true }),
    words(2, 'Die Steuer wird zum 1. Juli eines jeden Jahres fällig.', { citation: 2 }),
    source(1, url),
    source(2, url, { title: 'Hundesteuersatzung', path: ['Ortsrecht'], kind: 'pdf', pageNumber: 3, pageDate: null }),
    end(),
  ];
}

/** Sentences of equal length, one at a time. */
export function slowAnswer(url: string, sentences: number, pause: number): Played[] {
  const played: Played[] = [{ type: 'step', step: 'find', pages: 43 }, 400];
  for (let number = 1; number <= sentences; number++) {
    const text = `Dies ist Satz ${number} einer langen Antwort, die Satz für Satz von den Seiten der Stadt kommt.`;
    played.push(words(Math.floor((number - 1) / 3), text, { citation: 1, best: number === 1 }), pause);
  }
  return [...played, source(1, url), end()];
}

/** Nothing found, but pages and an office that may help. */
export function refusal(url: string): Played[] {
  return [
    { type: 'step', step: 'find', pages: 43 },
    {
      type: 'refusal',
      reason: 'no-evidence',
      text: 'Dazu steht auf den Seiten der Stadt nichts. Das Bürgerbüro hilft Ihnen gern weiter.',
      pointers: [
        { title: 'Bürgerbüro', path: ['Rathaus', 'Ämter'], url: `${url}/buergerbuero` },
        { title: 'Veranstaltungen', path: ['Freizeit'], url: `${url}/veranstaltungen` },
      ],
      office: {
        name: 'Bürgerbüro Musterstadt',
        phone: '01234 56-7890',
        mail: 'buergerbuero@musterstadt.example',
        hours: 'Mo bis Fr 8:00 bis 12:30 Uhr',
        url: `${url}/buergerbuero`,
      },
      milliseconds: 20,
    },
  ];
}

function profile(url: string, language: string): AssistantProfile {
  const german = ['Was kostet die Hundesteuer für den zweiten Hund?', 'Was brauche ich für einen Personalausweis?'];
  const english = ['How much is the tax for a second dog?', 'What do I need for an identity card?'];
  return {
    pages: 43,
    ready: true,
    suggestions: [...(language === 'en' ? english : german), 'Wann hat das Bürgerbüro geöffnet?'],
    keepDays: 90,
    privacyUrl: `${url}/datenschutz`,
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

const SITE_STYLES = `html { font-size: 62.5%; } body { margin: 0; font: 18px/1.5 sans-serif; color: #222; background: #fff; }
header { padding: 16px; background: #004b5a; color: #fff; } header a { color: #fff; margin-inline-start: 16px; }
main { max-width: 760px; margin: 0 auto; padding: 16px; }
button { text-transform: uppercase; letter-spacing: 3px; } * { box-sizing: content-box; }
.consent { position: fixed; z-index: 999; inset: auto 0 0 0; padding: 32px; background: #fff; border-top: 2px solid; }`;

/** What the address asks for: `?tag=` attributes of the script, `?twice`, `?element=` an element of the editor's own. */
function website(path: string, parameters: URLSearchParams): string {
  const tag = `<script src="/widgets/assistant.js" defer ${parameters.get('tag') ?? 'data-town="Musterstadt" data-color="#00677a"'}></script>`;
  const element = parameters.get('element');
  const text = '<p>Die Verwaltung der Stadt Musterstadt ist für Sie da. Bitte beachten Sie die Öffnungszeiten.</p>';
  return `<!doctype html><html lang="${parameters.get('lang') ?? 'de'}" dir="${parameters.get('dir') ?? 'ltr'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Musterstadt${path}</title><link rel="stylesheet" href="/site.css">
${tag}${parameters.has('twice') ? tag : ''}</head><body><header><b>Musterstadt</b><a href="/">Start</a><a href="/buergerbuero">Bürgerbüro</a></header>
<main><h1>${path === '/' ? 'Willkommen' : path.slice(1)}</h1>${text.repeat(6)}<h2 id="gebuehren">Gebühren</h2><p>Erster Hund: 96,00 €</p><p>Zweiter Hund: 144,00 €</p>${text.repeat(6)}
<p><a id="ask" href="#buergernah-assistant">Fragen Sie den Assistenten</a></p></main>
${parameters.has('consent') ? '<div class="consent" role="region" aria-label="Cookies"><button id="agree">Einverstanden</button></div>' : ''}
${element === null ? '' : `<buergernah-assistant ${element}></buergernah-assistant>`}</body></html>`;
}
