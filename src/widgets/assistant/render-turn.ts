/** Draws one question with everything that happens below it: steps, answer, faults, the row of actions, feedback. */
import { html, nothing, type TemplateResult } from 'lit';
import type { FeedbackRequest } from '../../contracts/answer.ts';
import { icons } from '../base/icons.ts';
import { type Failure, hasWords, readAnswer, type Turn } from './conversation.ts';
import { type AnswerView, renderAnswer } from './render-answer.ts';

type Part = TemplateResult | typeof nothing;
export type Reason = NonNullable<FeedbackRequest['reason']>;

export interface TurnView extends AnswerView {
  last: boolean;
  now: number;
  stop: () => void;
  retry: () => void;
  copy: () => void;
  print: () => void;
  sendFeedback: (feedback: FeedbackRequest) => void;
  skipRemark: () => void;
}

export function renderTurn(turn: Turn, index: number, view: TurnView): Part {
  const { messages } = view;
  const answer = readAnswer(turn.events);
  const words = hasWords(answer);
  // Whether a greeting or a word of comfort helped is no question to ask.
  const fixed = answer.end?.type === 'end' && answer.end.mode === 'fixed';
  const rateable = answer.answerId !== null && turn.failure === null && !fixed;
  return html`<article class=${view.last ? 'turn last' : 'turn'} aria-labelledby="question-${index}">
    <h3 class="question" dir="auto" id="question-${index}" tabindex="-1"><span class="hidden">${messages.questionBy} </span>${turn.question}</h3>
    <div class="answer">
      ${renderAnswer(answer, view)}
      ${
        turn.running
          ? html`<div class="working">
              <span class="ring"></span>
              <span class="step">${messages.steps[answer.step ?? 'screen'](answer.pages)}</span>
              <button class="quiet" type="button" @click=${view.stop}>${messages.stop}</button>
            </div>`
          : nothing
      }
      ${answer.end?.type === 'error' ? renderFault(answer.end.message, messages.tryLater, view) : nothing}
      ${turn.failure ? renderFailure(turn.failure, view) : nothing}
      ${!turn.running && words ? renderActions(turn, rateable, index, view) : nothing}
    </div>
  </article>`;
}

function renderFailure(failure: Failure, view: TurnView): Part {
  const { messages } = view;
  switch (failure.kind) {
    case 'stopped':
    case 'left':
      return html`<div class="fault calm">
        <p>${messages[failure.kind]}</p>
        ${renderRetry(view)}
      </div>`;
    case 'wait': {
      const seconds = Math.ceil((failure.until - view.now) / 1000);
      return seconds > 0
        ? renderFault(messages.wait, messages.waitSeconds(seconds), { ...view, last: false })
        : renderFault(messages.waitOver, '', view);
    }
    case 'server':
      return renderFault(failure.message?.[view.language] ?? messages.server, messages.tryLater, view);
    default:
      return renderFault(
        messages[failure.kind],
        failure.kind === 'silent' ? messages.tryLater : messages.tryOnline,
        view,
      );
  }
}

function renderFault(what: string, advice: string, view: TurnView): Part {
  return html`<div class="fault">
    ${icons.warning}
    <div>
      <p><strong>${what}</strong> ${advice}</p>
      ${renderRetry(view)}
    </div>
  </div>`;
}

function renderRetry({ last, retry, messages }: TurnView): Part {
  return last ? html`<button class="plain" type="button" @click=${retry}>${messages.retry}</button>` : nothing;
}

function renderActions(turn: Turn, rateable: boolean, index: number, view: TurnView): Part {
  const { messages } = view;
  const { copied, feedback } = turn.display;
  return html`<div class="actions">
      ${rateable ? renderHelpful(turn, view) : nothing}
      <span class="tools">
        <button class="quiet" type="button" @click=${view.copy}>
          ${copied === 'yes' ? icons.done : icons.copy}${
            copied === 'yes' ? messages.copied : copied === 'failed' ? messages.notCopied : messages.copy
          }
        </button>
        <button class="quiet" type="button" @click=${view.print}>${icons.print}${messages.print}</button>
      </span>
    </div>
    ${rateable && feedback === 'form' ? renderRemarkForm(index, view) : nothing}
    ${feedback === 'failed' ? html`<p class="small">${messages.notSent}</p>` : nothing}`;
}

function renderHelpful({ display, helpful }: Turn, { messages, sendFeedback }: TurnView): Part {
  if (display.feedback === 'thanks' || (helpful !== null && display.feedback === 'ask'))
    return html`<span class="helpful small" tabindex="-1">${messages.thanks}</span>`;
  if (display.feedback === 'form') return nothing;
  return html`<span class="helpful" role="group" aria-label=${messages.helpful}>
    <span class="small" aria-hidden="true">${messages.helpful}</span>
    <button class="quiet" type="button" @click=${() => sendFeedback({ helpful: true })}>${messages.yes}</button>
    <button class="quiet" type="button" @click=${() => sendFeedback({ helpful: false })}>${messages.no}</button>
  </span>`;
}

function renderRemarkForm(index: number, view: TurnView): Part {
  const { messages, sendFeedback, skipRemark } = view;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const reason = fields.get('reason') as Reason | null;
    const text = String(fields.get('remark') ?? '').trim();
    if (reason === null && text === '') skipRemark();
    else sendFeedback({ helpful: false, ...(reason ? { reason } : {}), ...(text ? { text } : {}) });
  };
  return html`<form class="remark" @submit=${submit}>
    <fieldset>
      <legend tabindex="-1">${messages.whatWasWrong}</legend>
      ${Object.entries(messages.reasons).map(
        ([reason, label]) =>
          html`<label class="choice"><input type="radio" name="reason" value=${reason} />${label}</label>`,
      )}
    </fieldset>
    <label class="label" for="remark-${index}">${messages.remark}</label>
    <p class="small" id="remark-hint-${index}">${messages.remarkHint}</p>
    <textarea
      id="remark-${index}"
      name="remark"
      rows="2"
      maxlength="1000"
      aria-describedby="remark-hint-${index}"
    ></textarea>
    <div class="buttons">
      <button class="plain" type="submit">${messages.sendRemark}</button>
      <button class="quiet" type="button" @click=${skipRemark}>${messages.skip}</button>
    </div>
  </form>`;
}
