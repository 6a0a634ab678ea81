/** Draws question and answer. Every word is a text node; links lead to checked addresses only. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Citation, InterfaceLanguage, Office, Pointer } from '../../contracts/answer.ts';
import { icons } from '../base/icons.ts';
import { phoneUrl, safeUrl, safeWebUrl } from '../base/safe-url.ts';
import { describeSource } from './answer-as-text.ts';
import type { Answer } from './conversation.ts';
import { layOutAnswer, type Piece, splitPhones, type Unit } from './lay-out-answer.ts';
import type { Messages } from './messages.de.ts';

type Part = TemplateResult | typeof nothing;

export interface AnswerView {
  messages: Messages;
  /** Of the interface. */
  language: InterfaceLanguage;
  /** Language of the quoted pages, as the website says. */
  siteLanguage: string;
  /** The answer is still coming: its sources are not shown yet. */
  running: boolean;
  /** On paper there is nothing to press, and addresses are written out. */
  paper: boolean;
  /** Shows the source with this number. */
  goToSource: (number: number) => void;
  /** The reader follows a link away from the page. */
  leave: () => void;
}

export function renderAnswer(answer: Answer, view: AnswerView): Part {
  const { end } = answer;
  const pieces = layOutAnswer(answer.blocks);
  return html`${answer.blocks.map(
    (block, index) => html`<div
      class="block"
      dir="auto"
      lang=${block.form !== 'fact' && block.units.some(({ citation }) => citation !== undefined) ? view.siteLanguage : (answer.language ?? nothing)}
    >
      ${pieces[index]?.map((piece) => renderPiece(piece, answer, view))}
    </div>`,
  )}
  ${
    end?.type === 'refusal'
      ? html`<p class="refusal">${end.text}</p>
          ${renderPointers(end.pointers, view)} ${end.office ? renderOffice(end.office, view) : nothing}`
      : nothing
  }
  ${view.running || answer.citations.length === 0 ? nothing : renderSources(answer, view)}`;
}

function renderPiece(piece: Piece, answer: Answer, view: AnswerView): Part {
  const draw = (unit: Unit): Part =>
    html`${unit.own ? renderOwnWords(unit.text) : unit.text}${renderNumber(unit, answer, view)}`;
  const gap = html`<span class="gap">…</span>`;
  switch (piece.kind) {
    case 'lead-in':
      return html`<h4>${piece.units.map((unit, index) => html`${index > 0 ? ' ' : ''}${draw(unit)}`)}</h4>`;
    case 'best':
      return html`${piece.units.map(
        (unit) =>
          html`<p class=${unit.text.length > 140 ? 'best long' : 'best'}>${unit.gap ? html`${gap} ` : nothing}${draw(unit)}</p>`,
      )}`;
    case 'list':
    case 'steps': {
      const items = piece.units.map(
        (unit) => html`${unit.gap ? html`<li class="skip">${gap}</li>` : nothing}
          <li class=${unit.best ? 'best-item' : ''}>${unit.best ? renderBest(view) : nothing}${draw(unit)}</li>`,
      );
      return piece.kind === 'steps' ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'table':
      return html`<div class="table" role="group" tabindex=${view.paper ? nothing : '0'} aria-label=${view.messages.table}>
        <table>
          <thead>
            <tr>
              ${piece.columns.map(({ text, figure }) =>
                text === '' ? html`<td></td>` : html`<th scope="col" class=${figure ? 'figure' : ''}>${text}</th>`,
              )}
            </tr>
          </thead>
          <tbody>
            ${piece.units.map(
              (
                unit,
              ) => html`${unit.gap ? html`<tr class="skip"><td colspan=${piece.columns.length}>${gap}</td></tr>` : nothing}
                <tr class=${unit.best ? 'best-row' : ''}>
                  ${unit.cells.map(({ text, figure }, index) =>
                    index === 0
                      ? html`<th scope="row">${unit.best ? renderBest(view) : nothing}${draw({ ...unit, text })}</th>`
                      : html`<td class=${figure ? 'figure' : ''}>${text}</td>`,
                  )}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
    case 'notice':
      return html`<div class="notice">
        ${icons.about}
        <p>${piece.units.map((unit, index) => html`${index > 0 ? ' ' : ''}${unit.gap ? html`${gap} ` : nothing}${draw(unit)}`)}</p>
      </div>`;
    default:
      return html`<p>
        ${piece.units.map((unit, index) => html`${index > 0 ? ' ' : ''}${unit.gap ? html`${gap} ` : nothing}${draw(unit)}`)}
      </p>`;
  }
}

/** In a text of our own, numbers to call can be called: who needs 112 should not have to type it. */
function renderOwnWords(text: string): Part {
  return html`${splitPhones(text).map((part, index) => (index % 2 === 1 ? html`<a href=${phoneUrl(part) ?? nothing}>${part}</a>` : part))}`;
}

function renderBest({ messages }: AnswerView): Part {
  return html`<span class="best-mark">${icons.done}${messages.best}</span> `;
}

function renderNumber({ citation }: Unit, answer: Answer, view: AnswerView): Part {
  if (citation === null) return nothing;
  if (view.paper) return html`<sup>[${citation}]</sup>`;
  const title = answer.citations.find(({ number }) => number === citation)?.title ?? '';
  // A word joiner keeps the number on the line of the word that it belongs to.
  return html`\u2060<sup
      ><a
        class="number"
        href="#${citation}"
        lang=${view.language}
        aria-label=${view.messages.source(citation, title)}
        @click=${(event: Event) => {
          event.preventDefault();
          view.goToSource(citation);
        }}
        >${citation}</a
      ></sup
    >`;
}

function renderSources(answer: Answer, view: AnswerView): Part {
  const { messages } = view;
  const quoted = answer.end?.type !== 'end' || answer.end.mode === 'quoted';
  return html`<div class="sources">
    <h4>${quoted ? messages.quoted : messages.sources}</h4>
    <ol>
      ${answer.citations.map((citation) => renderCard(citation, view, citation))}
    </ol>
  </div>`;
}

function renderPointers(pointers: readonly Pointer[], view: AnswerView): Part {
  if (pointers.length === 0) return nothing;
  return html`<div class="sources">
    <h4>${view.messages.pointers}</h4>
    <ul>
      ${pointers.map((pointer) => renderCard(pointer, view))}
    </ul>
  </div>`;
}

/** A place on the website: where it is and, if it bears a quote, its number and date. */
function renderCard({ title, path, url }: Pointer, view: AnswerView, citation?: Citation): Part {
  const body = html`${citation ? html`<span class="source-number">${citation.number}</span>` : nothing}
    <span class="source-text">
      <span class="source-title" lang=${view.siteLanguage}>${title}</span>
      ${path.length > 0 ? html`<span class="source-about" lang=${view.siteLanguage}>${path.join(' › ')}</span>` : nothing}
      ${citation ? html`<span class="source-about">${describeSource(citation, view.messages).join(' · ')}</span>` : nothing}
      ${view.paper ? html`${citation ? html`<q lang=${view.siteLanguage}>${citation.quote}</q>` : nothing}<span class="source-url">${url}</span>` : nothing}
    </span>`;
  return html`<li>
    ${
      view.paper
        ? html`<div class="source">${body}</div>`
        : html`<a
            class="source"
            data-source=${citation?.number ?? nothing}
            href=${safeWebUrl(citation?.quoteUrl) ?? safeWebUrl(url) ?? nothing}
            @click=${view.leave}
            >${body}${icons.forward}</a
          >`
    }
  </li>`;
}

function renderOffice(office: Office, view: AnswerView): Part {
  const { messages } = view;
  const link = (text: Part | string, url: string | null): Part =>
    url === null || view.paper ? html`${text}` : html`<a href=${url}>${text}</a>`;
  const line = (label: string, content: Part): Part =>
    html`<div>
      <dt>${label}</dt>
      <dd>${content}</dd>
    </div>`;
  return html`<div class="office">
    <h4>${messages.office}</h4>
    <p class="office-name" lang=${view.siteLanguage}>
      ${
        view.paper
          ? html`${office.name}<span class="source-url">${office.url}</span>`
          : html`<a href=${safeWebUrl(office.url) ?? nothing} @click=${view.leave}>${office.name}</a>`
      }
    </p>
    <dl>
      ${office.phone === null ? nothing : line(messages.phone, link(office.phone, phoneUrl(office.phone)))}
      ${office.mail === null ? nothing : line(messages.mail, link(breakAtSign(office.mail), mailUrl(office.mail)))}
      ${office.hours === null ? nothing : line(messages.hours, html`<span lang=${view.siteLanguage}>${keepTimes(office.hours)}</span>`)}
    </dl>
  </div>`;
}

/** A long address goes on after its sign, not in the middle of a name. */
function breakAtSign(mail: string): Part {
  const [name, ...host] = mail.split('@');
  return html`${name}${host.map((part) => html`@<wbr />${part}`)}`;
}

/** "Di 14:00–16:00" stays on one line. */
function keepTimes(hours: string): string {
  return hours.replace(/(?<=\S)–(?=\d)/g, '\u2060–\u2060').replace(/ (?=\d{1,2}[:.]\d{2})/g, '\u00a0');
}

function mailUrl(mail: string): string | null {
  // No "?" or "&": a mail address must not bring subject, body or copies along.
  return /^[^\s@?&<>"]+@[^\s@?&<>"]+$/.test(mail) ? safeUrl(`mailto:${mail}`) : null;
}
