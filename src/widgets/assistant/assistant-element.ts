/** The custom element `<buergernah-assistant>`: a launcher and a dialog in which citizens ask and read. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult, unsafeCSS } from 'lit';
import type {
  AnswerEvent,
  AnswerRequest,
  AssistantProfile,
  FeedbackRequest,
  InterfaceLanguage,
} from '../../contracts/answer.ts';
import { accentStyles } from '../base/accent.ts';
import { createAnnouncer } from '../base/announcer.ts';
import { icons } from '../base/icons.ts';
import { safeWebUrl } from '../base/safe-url.ts';
import { createSessionRecord, type SessionRecord } from '../base/session-record.ts';
import tokens from '../base/tokens.css?inline';
import { turnAsText } from './answer-as-text.ts';
import { askQuestion, type Connection, loadProfile, sendFeedback } from './ask-question.ts';
import styles from './assistant.css?inline';
import {
  type Conversation,
  emptyConversation,
  newTurn,
  readAnswer,
  readConversation,
  shrinkConversation,
  TURNS,
  type Turn,
} from './conversation.ts';
import { de, type Messages } from './messages.de.ts';
import { printConversation } from './print-conversation.ts';
import { renderAnswer } from './render-answer.ts';
import { renderTurn, type TurnView } from './render-turn.ts';

type Part = TemplateResult | typeof nothing;

/** As `QUESTION_LENGTH` of the contract, which is not imported because zod would come with it. */
const QUESTION_LENGTH = 500;
/** From here on the counter is shown. */
const COUNTED_FROM = 400;
const STORAGE_LENGTH = 400_000;
/** Two hours after the last word the next person at this screen is somebody else. */
const STORAGE_KEEP_MILLISECONDS = 2 * 60 * 60 * 1000;
const UNDO_MILLISECONDS = 15_000;
/** So long a page takes to be left, at most, once its connections are cut. */
const LEAVING_MILLISECONDS = 300;
const COPIED_MILLISECONDS = 2500;
/** Below this width, or height, the dialog takes the whole window; as in assistant.css. */
const NARROW = '(max-width: 30em), (max-height: 26em)';

export class AssistantElement extends LitElement {
  /** Address of the script: the server, unless the attribute `server` names another, and the English texts are there. */
  static script = '';
  static #english: Messages | null = null;

  static override properties = {
    town: {},
    color: {},
    launcher: {},
    language: {},
    server: {},
    privacyUrl: { attribute: 'privacy-url' },
    font: {},
    sources: {},
    theme: {},
  };
  static override styles = [unsafeCSS(tokens), unsafeCSS(styles)];

  declare town: string | null;
  declare color: string | null;
  declare launcher: string | null;
  declare language: string | null;
  declare server: string | null;
  declare privacyUrl: string | null;
  declare font: string | null;
  declare sources: string | null;
  declare theme: string | null;

  #conversation: Conversation = emptyConversation();
  #profile: AssistantProfile | null = null;
  #profileLanguage: string | null = null;
  #record: SessionRecord<Conversation> | null = null;
  #stopping: AbortController | null = null;
  #announcements: readonly string[] = [];
  #announcer = createAnnouncer((announcements) => {
    this.#announcements = announcements;
    this.requestUpdate();
  });
  /** Nothing is stored on the device before the assistant is used (§ 25 TDDDG). */
  #used = false;
  #menu = false;
  #about = false;
  #undo: { turns: Turn[]; conversationId: string | null } | null = null;
  #undoTimer: ReturnType<typeof setTimeout> | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #hint = '';
  #online = true;
  #below = false;
  #atEnd = false;
  /** The reader has moved the conversation by hand since the last question. */
  #followed = false;
  #accent = new CSSStyleSheet();
  #frame = new CSSStyleSheet();
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #narrow = matchMedia(NARROW);
  #leaving: AbortController | null = null;

  // ---- for the website ----

  /** Opens the dialog and moves the focus into it. */
  show(): void {
    if (this.#conversation.open) return;
    this.#conversation.open = true;
    this.#changed();
    void this.#loadProfile();
    void this.updateComplete.then(() => {
      this.#restoreScroll();
      this.#placeFocus();
    });
    this.dispatchEvent(new CustomEvent('buergernah-open', { bubbles: true, composed: true }));
  }

  /** Closes the dialog; an answer that is under way goes on. */
  close(): void {
    if (!this.#conversation.open) return;
    const inside = this.shadowRoot?.activeElement != null;
    this.#conversation.open = false;
    this.#menu = false;
    this.#fitKeyboard();
    this.#changed();
    if (inside) void this.#focus('.launcher');
    this.dispatchEvent(new CustomEvent('buergernah-close', { bubbles: true, composed: true }));
  }

  // ---- life ----

  override connectedCallback(): void {
    super.connectedCallback();
    this.#leaving = new AbortController();
    const { signal } = this.#leaving;
    const update = (): void => this.requestUpdate();
    this.#online = navigator.onLine;
    this.#dark.addEventListener('change', update, { signal });
    this.#narrow.addEventListener('change', () => this.#fitKeyboard(), { signal });
    addEventListener('online', () => this.#setOnline(true), { signal });
    addEventListener('offline', () => this.#setOnline(false), { signal });
    addEventListener('pagehide', () => this.#save(), { signal });
    // The page comes back from the browser's memory: another page may have gone on with the conversation meanwhile.
    addEventListener('pageshow', (event) => event.persisted && this.#restore(), { signal });
    addEventListener('hashchange', () => this.#openByAddress(), { signal });
    document.addEventListener('keydown', (event) => this.#closeFromPage(event), { signal });
    visualViewport?.addEventListener('resize', () => this.#fitKeyboard(), { signal });
    visualViewport?.addEventListener('scroll', () => this.#fitKeyboard(), { signal });
    this.#record = createSessionRecord<Conversation>({
      key: `buergernah-assistant ${this.#server} ${this.sources ?? ''}`,
      version: 1,
      length: STORAGE_LENGTH,
      keep: STORAGE_KEEP_MILLISECONDS,
      check: readConversation,
      shrink: shrinkConversation,
      storage: openStorage(),
      now: Date.now,
    });
    this.#restore();
    this.#openByAddress();
    void this.#loadMessages();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#save();
    this.#leaving?.abort();
    this.#stopping?.abort();
    this.#announcer.stop();
    clearTimeout(this.#undoTimer);
    clearInterval(this.#clock);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    const root = super.createRenderRoot();
    if (root instanceof ShadowRoot) root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#accent, this.#frame];
    return root;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('color') || !this.hasUpdated) this.#accent.replaceSync(accentStyles(this.color ?? ''));
    // A reader who went to the end of a long answer goes along with it; nobody else is moved.
    const log = this.#find('.log');
    this.#atEnd =
      log !== null &&
      this.#followed &&
      log.scrollHeight > log.clientHeight + 8 &&
      log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  }

  protected override updated(): void {
    const log = this.#find('.log');
    if (log && this.#atEnd && this.#running) log.scrollTop = log.scrollHeight;
    this.#watchEnd();
  }

  // ---- what is shown ----

  protected override render(): TemplateResult {
    const { open } = this.#conversation;
    const messages = this.#messages;
    const word = this.launcher || messages.launcher;
    const dark = this.theme === 'dark' || (this.theme !== 'light' && this.#dark.matches);
    return html`<div
      class="root"
      lang=${this.#language}
      data-scheme=${dark ? 'dark' : 'light'}
      data-font=${this.font ?? nothing}
    >
      ${
        open
          ? this.#renderDialog()
          : html`<button
              class="launcher"
              type="button"
              aria-haspopup="dialog"
              aria-label="${word}, ${messages.opens}"
              @click=${() => this.show()}
            >
              ${icons.ask}<span>${word}</span>
            </button>`
      }
      <div class="hidden" aria-live="polite">
        ${this.#announcements.map((text) => html`<p>${text}</p>`)}
      </div>
    </div>`;
  }

  #renderDialog(): TemplateResult {
    const messages = this.#messages;
    return html`<section
      class="dialog"
      role="dialog"
      aria-modal=${this.#narrow.matches ? 'true' : 'false'}
      aria-labelledby="title"
      @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
    >
      <div class="head" dir="ltr">
        <h2 id="title" tabindex="-1">
          <span class="town">${this.town || messages.townMissing}</span>
          <span class="kind">${messages.name}</span>
        </h2>
        <button
          class="quiet language"
          type="button"
          lang=${this.#language === 'de' ? 'en' : 'de'}
          @click=${() => this.#switchLanguage()}
        >
          ${messages.otherLanguage}
        </button>
        <button
          class="icon"
          id="menu-button"
          type="button"
          aria-label=${messages.menu}
          aria-expanded=${this.#menu}
          aria-controls="menu"
          @click=${() => this.#toggleMenu()}
        >
          ${icons.menu}
        </button>
        <button class="icon close" type="button" aria-label=${messages.close} @click=${() => this.close()}>
          ${icons.close}
        </button>
        ${this.#renderMenu()}
      </div>
      ${this.#about ? this.#renderAbout() : this.#renderLog()} ${this.#renderForm()}
    </section>`;
  }

  #renderMenu(): Part {
    const messages = this.#messages;
    const privacy = this.#privacyUrl;
    const item = (icon: TemplateResult, label: string, action: () => void, disabled = false): TemplateResult =>
      html`<li>
        <button
          type="button"
          ?disabled=${disabled}
          @click=${() => {
            this.#menu = false;
            action();
            this.requestUpdate();
          }}
        >
          ${icon}${label}
        </button>
      </li>`;
    const empty = this.#conversation.turns.length === 0;
    return html`<ul class="menu" id="menu" ?hidden=${!this.#menu} @focusout=${(event: FocusEvent) => this.#leaveMenu(event)}>
      ${item(icons.restart, messages.restart, () => this.#restart(), empty)}
      ${item(icons.print, messages.printAll, () => this.#print(this.#conversation.turns), empty)}
      ${item(icons.about, messages.about, () => this.#openAbout())}
      ${
        privacy === null
          ? nothing
          : html`<li>
              <a href=${privacy} @click=${() => this.#leave()}>${icons.forward}${messages.privacy}</a>
            </li>`
      }
    </ul>`;
  }

  #renderAbout(): TemplateResult {
    const messages = this.#messages;
    return html`<div class="log about" dir="ltr" tabindex="0" role="region" aria-labelledby="about-title">
      <h3 id="about-title" tabindex="-1">${messages.about}</h3>
      <p>${messages.ability(this.#profile?.pages ?? 0)} ${messages.notBinding}</p>
      <p>${messages.onlyHere}</p>
      <p>${messages.noPersonalData} ${messages.deletion(this.#profile?.keepDays ?? null)} ${this.#renderPrivacyLink()}</p>
      <button class="plain" type="button" @click=${() => this.#closeAbout()}>${icons.back}${messages.back}</button>
    </div>`;
  }

  #renderLog(): TemplateResult {
    const messages = this.#messages;
    const { turns } = this.#conversation;
    const moved = (): void => {
      this.#followed = true;
    };
    return html`<div
        class="log"
        dir="ltr"
        tabindex="0"
        role="region"
        aria-label=${messages.conversation}
        @scroll=${() => this.#onScroll()}
        @wheel=${moved}
        @touchmove=${moved}
        @keydown=${moved}
      >
        ${turns.length === 0 ? this.#renderFirstSight() : this.#renderNotice()}
        ${turns.map((turn, index) => renderTurn(turn, index, this.#viewOf(turn, index)))}
      </div>
      ${
        this.#below
          ? html`<button class="to-end" type="button" aria-label=${messages.toEnd} @click=${() => this.#goDown()}>
              ${icons.down}
            </button>`
          : nothing
      }`;
  }

  #renderFirstSight(): TemplateResult {
    const messages = this.#messages;
    const profile = this.#profile;
    return html`<div class="first">
      <h3>${messages.greeting}</h3>
      <p>${messages.ability(profile?.pages ?? 0)}</p>
      ${profile && !profile.ready ? html`<p class="small">${messages.notReady}</p>` : nothing}
      ${
        profile && profile.suggestions.length > 0
          ? html`<h4 id="suggestions">${messages.suggestions}</h4>
              <ul class="suggestions" aria-labelledby="suggestions">
                ${profile.suggestions.map(
                  (suggestion) =>
                    html`<li>
                      <button type="button" @click=${() => this.#ask(suggestion)}>
                        <span>${suggestion}</span>${icons.forward}
                      </button>
                    </li>`,
                )}
              </ul>`
          : nothing
      }
      ${this.#renderNotice()}
    </div>`;
  }

  /** EU AI Act (Regulation 2024/1689), Article 50(1): people are told that they deal with an AI system. */
  #renderNotice(): TemplateResult {
    const messages = this.#messages;
    return html`<div class="privacy">
      ${icons.about}
      <p>
        <strong>${messages.machine}</strong> ${messages.check} ${messages.noPersonalData}
        ${messages.deletion(this.#profile?.keepDays ?? null)} ${this.#renderPrivacyLink()}
      </p>
    </div>`;
  }

  #renderPrivacyLink(): Part {
    const privacy = this.#privacyUrl;
    return privacy === null
      ? nothing
      : html`<a href=${privacy} @click=${() => this.#leave()}>${this.#messages.privacy}</a>`;
  }

  #renderForm(): TemplateResult {
    const messages = this.#messages;
    const { draft } = this.#conversation;
    const left = QUESTION_LENGTH - draft.trim().length;
    const hint = !this.#online
      ? messages.offlineNow
      : left < 0
        ? messages.tooLong(-left)
        : this.#hint || (left <= QUESTION_LENGTH - COUNTED_FROM ? messages.remaining(left) : '');
    return html`<form class="ask" dir="ltr" @submit=${(event: SubmitEvent) => this.#onSubmit(event)}>
      ${
        this.#undo
          ? html`<div class="undo">
              <span>${messages.restarted}</span>
              <button class="quiet" type="button" @click=${() => this.#undoRestart()}>
                ${icons.undo}${messages.undo}
              </button>
            </div>`
          : nothing
      }
      <label class="label" for="question">${messages.question}</label>
      <div class="field">
        <textarea
          id="question"
          rows="1"
          autocomplete="off"
          enterkeyhint="send"
          aria-describedby="hint"
          aria-invalid=${left < 0 ? 'true' : nothing}
          .value=${draft}
          @input=${(event: InputEvent) => this.#onInput(event)}
          @keydown=${(event: KeyboardEvent) => this.#onFieldKey(event)}
        ></textarea>
        <button class="send" type="submit" aria-label=${messages.send} aria-disabled=${this.#running ? 'true' : nothing}>
          ${icons.send}
        </button>
      </div>
      <p class=${left < 0 || !this.#online ? 'hint alert' : 'hint'} id="hint">${hint}</p>
    </form>`;
  }

  #viewOf(turn: Turn, index: number): TurnView {
    return {
      messages: this.#messages,
      language: this.#language,
      siteLanguage: document.documentElement.lang || 'de',
      running: turn.running,
      paper: false,
      last: index === this.#conversation.turns.length - 1,
      now: Date.now(),
      goToSource: (number) => this.#goToSource(index, number),
      leave: () => this.#leave(),
      stop: () => this.#stop(),
      retry: () => this.#retry(turn),
      copy: () => void this.#copy(turn),
      print: () => this.#print([turn]),
      sendFeedback: (feedback) => void this.#sendFeedback(turn, index, feedback),
      skipRemark: () => this.#showThanks(turn, index),
    };
  }

  // ---- asking ----

  #onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const { draft } = this.#conversation;
    if (this.#ask(draft)) {
      this.#conversation.draft = '';
      this.#changed();
      void this.updateComplete.then(() => this.#fitField());
    }
  }

  /** True if the question was sent. */
  #ask(typed: string): boolean {
    const question = typed.trim();
    if (question === '' || question.length > QUESTION_LENGTH) {
      void this.#focus('#question');
      return false;
    }
    if (this.#running) {
      this.#hint = this.#messages.oneAtATime;
      this.#announcer.say(this.#hint);
      this.requestUpdate();
      return false;
    }
    const turn = newTurn(question);
    const { turns } = this.#conversation;
    this.#conversation.turns = [...turns.slice(Math.max(0, turns.length - TURNS + 1)), turn];
    this.#about = false;
    this.#forgetUndo();
    void this.#run(turn);
    void this.updateComplete.then(() => this.#showTurn());
    return true;
  }

  #retry(turn: Turn): void {
    if (this.#running) return;
    Object.assign(turn, newTurn(turn.question));
    void this.#focus('#question');
    void this.#run(turn);
  }

  async #run(turn: Turn): Promise<void> {
    const messages = this.#messages;
    const stopping = new AbortController();
    this.#stopping = stopping;
    this.#hint = '';
    this.#followed = false;
    this.#changed();
    const sources = (this.sources ?? '').split(/[\s,]+/).filter((id) => id !== '');
    const request: AnswerRequest = {
      question: turn.question,
      language: this.#language,
      page: pageAddress(),
      ...(this.#conversation.conversationId ? { conversationId: this.#conversation.conversationId } : {}),
      ...(sources.length > 0 ? { sources } : {}),
    };
    const failure = await askQuestion(this.#connection, request, stopping.signal, (event) => {
      turn.events.push(event);
      if (event.type === 'start') this.#conversation.conversationId = event.conversationId;
      this.#announce(event, turn);
      this.requestUpdate();
    });
    // Leaving the page breaks the connection as well; then the turn is stored as it stood, under way.
    if (failure?.kind === 'lost') await new Promise((resolve) => setTimeout(resolve, LEAVING_MILLISECONDS));
    turn.running = false;
    turn.failure = failure;
    if (this.#stopping === stopping) this.#stopping = null;
    this.#hint = '';
    if (failure?.kind === 'wait') this.#startClock();
    if (failure?.kind === 'offline') this.#setOnline(navigator.onLine);
    if (failure) {
      const kind = failure.kind;
      this.#announcer.say(kind === 'server' ? (failure.message?.[this.#language] ?? messages.server) : messages[kind]);
    }
    this.#changed();
  }

  #stop(): void {
    this.#stopping?.abort();
    void this.#focus('#question');
  }

  #announce(event: AnswerEvent, turn: Turn): void {
    const messages = this.#messages;
    switch (event.type) {
      case 'step':
        this.#announcer.say(messages.steps[event.step](event.pages ?? null), true);
        break;
      case 'text-delta':
        this.#announcer.say(event.text);
        break;
      case 'refusal':
        this.#announcer.say(event.text);
        this.#announcer.say(messages.finished(0));
        break;
      case 'error':
        this.#announcer.say(event.message);
        break;
      case 'end':
        this.#announcer.say(messages.finished(readAnswer(turn.events).citations.length));
        break;
    }
  }

  // ---- what can be done with an answer ----

  async #copy(turn: Turn): Promise<void> {
    const { display } = turn;
    display.copied = (await writeClipboard(turnAsText(turn, this.#messages, this.town ?? ''))) ? 'yes' : 'failed';
    this.#announcer.say(display.copied === 'yes' ? this.#messages.copied : this.#messages.notCopied);
    this.requestUpdate();
    setTimeout(() => {
      display.copied = 'no';
      this.requestUpdate();
    }, COPIED_MILLISECONDS);
  }

  #print(turns: readonly Turn[]): void {
    const messages = this.#messages;
    const today = new Date();
    const day = `${today.getFullYear()}-${`${today.getMonth() + 1}`.padStart(2, '0')}-${`${today.getDate()}`.padStart(2, '0')}`;
    printConversation(
      html`<h1>${messages.copiedFrom(this.town ?? '')}</h1>
        <p class="printed">${messages.printedOn(messages.formatDay(day))}</p>
        ${turns.map(
          (turn, index) =>
            html`<section>
              <h2>${turn.question}</h2>
              ${renderAnswer(readAnswer(turn.events), { ...this.#viewOf(turn, index), paper: true })}
            </section>`,
        )}`,
      this.#language,
    );
  }

  async #sendFeedback(turn: Turn, index: number, feedback: FeedbackRequest): Promise<void> {
    const { answerId } = readAnswer(turn.events);
    if (answerId === null) return;
    const { display } = turn;
    const remark = feedback.reason !== undefined || feedback.text !== undefined;
    turn.helpful = feedback.helpful;
    // The "no" counts at once; a reason may follow.
    if (!feedback.helpful && !remark) {
      display.feedback = 'form';
      this.#changed();
      await this.updateComplete;
      this.#focusIn(index, 'legend');
    }
    const sent = await sendFeedback(this.#connection, answerId, feedback);
    if (!sent) {
      display.feedback = remark ? 'form' : 'failed';
      turn.helpful = null;
      this.#announcer.say(this.#messages.notSent);
      this.#changed();
    } else if (feedback.helpful || remark) this.#showThanks(turn, index);
  }

  #showThanks(turn: Turn, index: number): void {
    turn.display.feedback = 'thanks';
    this.#announcer.say(this.#messages.thanks);
    this.#changed();
    void this.updateComplete.then(() => this.#focusIn(index, '.helpful'));
  }

  #goToSource(index: number, number: number): void {
    const card = this.#turnElement(index)?.querySelector<HTMLElement>(`[data-source="${number}"]`);
    card?.scrollIntoView({ block: 'nearest' });
    card?.focus();
  }

  // ---- menu ----

  #toggleMenu(): void {
    this.#menu = !this.#menu;
    this.requestUpdate();
    if (this.#menu) void this.#focus('.menu button:not(:disabled), .menu a');
  }

  #leaveMenu(event: FocusEvent): void {
    const to = event.relatedTarget as Element | null;
    if (!this.#menu || to?.id === 'menu-button' || to?.closest('.menu')) return;
    this.#menu = false;
    this.requestUpdate();
  }

  #restart(): void {
    this.#stopping?.abort();
    const { turns, conversationId } = this.#conversation;
    this.#conversation.turns = [];
    this.#conversation.conversationId = null;
    this.#conversation.scroll = 0;
    this.#about = false;
    this.#undo = { turns, conversationId };
    clearTimeout(this.#undoTimer);
    this.#undoTimer = setTimeout(() => this.#forgetUndo(), UNDO_MILLISECONDS);
    this.#announcer.say(this.#messages.restarted);
    this.#changed();
    void this.updateComplete.then(() => this.#restoreScroll());
    void this.#loadProfile();
    void this.#focus('#question');
  }

  #undoRestart(): void {
    if (!this.#undo) return;
    Object.assign(this.#conversation, this.#undo);
    this.#forgetUndo();
    this.#changed();
    void this.updateComplete.then(() => {
      this.#showTurn();
      void this.#focus('#question');
    });
  }

  #forgetUndo(): void {
    clearTimeout(this.#undoTimer);
    // Whoever stands on the button must not lose the place.
    const focused = this.shadowRoot?.activeElement?.closest('.undo');
    this.#undo = null;
    this.requestUpdate();
    if (focused) void this.#focus('#question');
  }

  #openAbout(): void {
    this.#about = true;
    this.#below = false;
    this.requestUpdate();
    void this.#focus('#about-title');
  }

  #closeAbout(): void {
    this.#about = false;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.#restoreScroll();
      void this.#focus('#menu-button');
    });
  }

  #switchLanguage(): void {
    this.#conversation.language = this.#language === 'de' ? 'en' : 'de';
    this.#changed();
    void this.#loadMessages();
    void this.#loadProfile();
  }

  // ---- keys ----

  #onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      if (this.#menu) {
        this.#menu = false;
        this.requestUpdate();
        void this.#focus('#menu-button');
      } else if (this.#about) this.#closeAbout();
      else this.close();
    } else if (event.key === 'Tab' && this.#narrow.matches) this.#keepFocus(event);
  }

  /** The dialog fills the window: the page behind it is out of sight and must not get the focus. */
  #keepFocus(event: KeyboardEvent): void {
    const stops = [
      ...(this.shadowRoot?.querySelectorAll<HTMLElement>(
        '.dialog :is(a[href], button:not(:disabled), textarea, input, [tabindex="0"])',
      ) ?? []),
    ].filter((element) => element.offsetParent !== null);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (this.shadowRoot?.activeElement !== edge) return;
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }

  /** Escape on the page closes the dialog where it hides what has the focus (WCAG 2.2, 2.4.11). */
  #closeFromPage(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || !this.#conversation.open) return;
    const focused = document.activeElement;
    const dialog = this.#find('.dialog')?.getBoundingClientRect();
    if (!dialog || !focused || focused === document.body || focused === this) return;
    const place = focused.getBoundingClientRect();
    const hidden =
      place.left < dialog.right && place.right > dialog.left && place.top < dialog.bottom && place.bottom > dialog.top;
    if (hidden) this.close();
  }

  #onFieldKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    (event.currentTarget as HTMLTextAreaElement).form?.requestSubmit();
  }

  #onInput(event: InputEvent): void {
    const field = event.currentTarget as HTMLTextAreaElement;
    const before = this.#conversation.draft.trim().length;
    this.#conversation.draft = field.value;
    const now = field.value.trim().length;
    this.#hint = '';
    if (before < COUNTED_FROM && now >= COUNTED_FROM && now <= QUESTION_LENGTH)
      this.#announcer.say(this.#messages.remaining(QUESTION_LENGTH - now), true);
    if (before <= QUESTION_LENGTH && now > QUESTION_LENGTH)
      this.#announcer.say(this.#messages.tooLong(now - QUESTION_LENGTH));
    this.#fitField();
    this.requestUpdate();
  }

  // ---- place and size ----

  #onScroll(): void {
    const log = this.#find('.log');
    if (log) this.#conversation.scroll = log.scrollTop;
    this.#watchEnd();
  }

  #showTurn(): void {
    const log = this.#find('.log');
    const turn = this.#turnElement(this.#conversation.turns.length - 1);
    if (!log || !turn) return;
    log.scrollTo({ top: turn.offsetTop - log.offsetTop });
    // The screen keyboard would hide the answer.
    if (this.#narrow.matches && matchMedia('(pointer: coarse)').matches)
      turn.querySelector<HTMLElement>('.question')?.focus();
    else void this.#focus('#question');
  }

  #goDown(): void {
    const log = this.#find('.log');
    this.#followed = true;
    log?.scrollTo({ top: log.scrollHeight, behavior: this.#calm || this.#running ? 'auto' : 'smooth' });
    log?.focus({ preventScroll: true });
  }

  /** Shows the way down while the end of the last answer is out of sight. */
  #watchEnd(): void {
    const log = this.#find('.log');
    const below =
      log !== null &&
      !this.#about &&
      this.#conversation.turns.length > 0 &&
      log.scrollHeight - log.scrollTop - log.clientHeight > 32;
    if (below === this.#below) return;
    this.#below = below;
    this.requestUpdate();
  }

  #restoreScroll(): void {
    const log = this.#find('.log');
    if (log) log.scrollTop = this.#conversation.scroll;
    this.#fitField();
    this.#fitKeyboard();
  }

  #placeFocus(): void {
    // On a phone the field would bring up the screen keyboard over everything that there is to see first.
    const quiet = this.#narrow.matches && matchMedia('(pointer: coarse)').matches;
    this.#find(quiet ? '#title' : '#question')?.focus();
  }

  #fitField(): void {
    const field = this.#find('#question');
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.rows = 1;
    const line = Number.parseFloat(getComputedStyle(field).lineHeight) || 24;
    field.rows = Math.min(5, Math.max(1, Math.round((field.scrollHeight - 16) / line)));
  }

  /** Leaves the part of the window to the dialog that the screen keyboard leaves free. */
  #fitKeyboard(): void {
    const view = visualViewport;
    // Zoomed in with two fingers, the reader wants to see a part of the dialog.
    const fits = view && view.scale < 1.05 && this.#conversation.open && this.#narrow.matches;
    this.#frame.replaceSync(
      fits ? `.root{--window-top:${Math.round(view.offsetTop)}px;--window-height:${Math.round(view.height)}px}` : '',
    );
    this.requestUpdate();
  }

  /** The reader goes to another page: a dialog that fills the window would hide it. */
  #leave(): void {
    if (this.#narrow.matches) this.close();
    this.#save();
  }

  // ---- state ----

  get #messages(): Messages {
    return (this.#language === 'en' && AssistantElement.#english) || de;
  }

  /** German comes with the script, English when somebody reads it. Without it the German texts stay. */
  async #loadMessages(): Promise<void> {
    if (this.#language === 'de' || AssistantElement.#english) return;
    try {
      const address = AssistantElement.script.replace(/\.js(?=$|[?#])/, '.en.js');
      const { en } = (await import(/* @vite-ignore */ address)) as { en: Messages };
      AssistantElement.#english = en;
    } catch {
      // No network: the switch can be pressed again.
      this.#conversation.language = null;
    }
    this.requestUpdate();
  }

  get #language(): InterfaceLanguage {
    if (this.#conversation.language) return this.#conversation.language;
    const wanted = this.language || document.documentElement.lang;
    return /^en\b/i.test(wanted) ? 'en' : 'de';
  }

  get #server(): string {
    const given = this.server ? safeWebUrl(new URL(this.server, location.href).href) : null;
    // "https://host/base/widgets/assistant.js" → "https://host/base"
    return (given ?? new URL('..', AssistantElement.script).href).replace(/\/+$/, '');
  }

  get #privacyUrl(): string | null {
    const given = this.privacyUrl ? safeWebUrl(new URL(this.privacyUrl, document.baseURI).href) : null;
    return given ?? this.#profile?.privacyUrl ?? null;
  }

  get #connection(): Connection {
    return {
      server: this.#server,
      fetch: (input, init) => fetch(input, init),
      online: () => navigator.onLine,
      now: Date.now,
    };
  }

  get #running(): boolean {
    return this.#stopping !== null;
  }

  get #calm(): boolean {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }

  async #loadProfile(): Promise<void> {
    const language = this.#language;
    if (this.#profile && this.#profileLanguage === language) return;
    const profile = await loadProfile(this.#connection, pageAddress(), language);
    if (!profile || language !== this.#language) return;
    this.#profile = profile;
    this.#profileLanguage = language;
    this.requestUpdate();
  }

  #setOnline(online: boolean): void {
    if (online === this.#online) return;
    this.#online = online;
    if (this.#conversation.open) this.#announcer.say(online ? this.#messages.onlineAgain : this.#messages.offlineNow);
    this.requestUpdate();
  }

  /** Counts the seconds down until the server takes questions again. */
  #startClock(): void {
    clearInterval(this.#clock);
    this.#clock = setInterval(() => {
      const failure = this.#conversation.turns.at(-1)?.failure;
      if (failure?.kind !== 'wait' || failure.until <= Date.now()) {
        clearInterval(this.#clock);
        if (failure?.kind === 'wait') this.#announcer.say(this.#messages.waitOver);
      }
      this.requestUpdate();
    }, 1000);
  }

  #restore(): void {
    const found = this.#record?.read();
    if (!found) return;
    this.#used = true;
    // A dialog that fills the window would hide the page that was just opened.
    this.#conversation = this.#narrow.matches ? { ...found, open: false } : found;
    if (found.turns.at(-1)?.failure?.kind === 'wait') this.#startClock();
    this.requestUpdate();
    if (!this.#conversation.open) return;
    void this.#loadProfile();
    void this.updateComplete.then(() => this.#restoreScroll());
  }

  #openByAddress(): void {
    if (location.hash === '#buergernah-assistant') this.show();
  }

  #changed(): void {
    this.#used = true;
    this.#save();
    this.requestUpdate();
  }

  #save(): void {
    if (this.#used) this.#record?.write(this.#conversation);
  }

  #find(selector: string): HTMLElement | null {
    return this.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
  }

  /** Moves the focus once what was changed can be seen. */
  async #focus(selector: string): Promise<void> {
    await this.updateComplete;
    this.#find(selector)?.focus();
  }

  #turnElement(index: number): HTMLElement | null {
    return this.shadowRoot?.querySelectorAll<HTMLElement>('.turn')[index] ?? null;
  }

  #focusIn(index: number, selector: string): void {
    const element = this.#turnElement(index)?.querySelector<HTMLElement>(selector);
    element?.focus();
    element?.closest('form')?.scrollIntoView({ block: 'nearest' });
  }
}

/** The page without query and fragment: those may carry what somebody searched or who they are. */
function pageAddress(): string {
  return location.origin + location.pathname;
}

/** The tab's storage; where the browser forbids it, one that lasts as long as the page. */
function openStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  try {
    return sessionStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
    };
  }
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Forbidden by the website's policy or the browser, or no secure connection: the button says so.
    return false;
  }
}
