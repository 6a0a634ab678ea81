/** A conversation as the widget keeps it: the questions with the checked events of their answers. Pure. */
import type {
  AnswerEvent,
  AnswerStep,
  BlockForm,
  Citation,
  InterfaceLanguage,
  TextDelta,
} from '../../contracts/answer.ts';
import { readAnswerEvent } from '../base/check-answer-event.ts';
import { type Check, either, fields, identifier, list, oneOf, text } from '../base/check-values.ts';

/** Why an answer is not whole. `left`: the page was changed meanwhile. */
export type Failure =
  | { kind: 'offline' | 'lost' | 'left' | 'silent' | 'stopped' }
  /** The server asks to wait. `until`: milliseconds since 1970. */
  | { kind: 'wait'; until: number }
  /** The server says what is wrong, in both languages, or says nothing. */
  | { kind: 'server'; message: { de: string; en: string } | null };

export interface Turn {
  question: string;
  events: AnswerEvent[];
  running: boolean;
  failure: Failure | null;
  /** What the citizen said of the answer. */
  helpful: boolean | null;
  /** What is open below the answer at the moment; does not outlast the page. */
  display: { feedback: 'ask' | 'form' | 'thanks' | 'failed'; copied: 'no' | 'yes' | 'failed' };
}

export interface Conversation {
  open: boolean;
  /** Chosen by the citizen; null: that of the page. */
  language: InterfaceLanguage | null;
  conversationId: string | null;
  /** Typed but not sent. */
  draft: string;
  /** How far the conversation was scrolled, in pixels. */
  scroll: number;
  turns: Turn[];
}

export interface Block {
  form: BlockForm;
  units: TextDelta[];
}

export interface Answer {
  answerId: string | null;
  language: InterfaceLanguage | null;
  step: AnswerStep | null;
  pages: number | null;
  blocks: Block[];
  /** In the order of their numbers. */
  citations: Citation[];
  end: Extract<AnswerEvent, { type: 'end' | 'refusal' | 'error' }> | null;
}

/** Questions kept in a conversation; older ones leave it. */
export const TURNS = 20;
/** Events of one answer beyond which the connection is given up. */
export const EVENTS = 2000;

export function emptyConversation(): Conversation {
  return { open: false, language: null, conversationId: null, draft: '', scroll: 0, turns: [] };
}

export function newTurn(question: string): Turn {
  return {
    question,
    events: [],
    running: true,
    failure: null,
    helpful: null,
    display: { feedback: 'ask', copied: 'no' },
  };
}

export function isFinal(event: AnswerEvent): boolean {
  return event.type === 'end' || event.type === 'refusal' || event.type === 'error';
}

/** Puts the events of an answer together. Units that came before stay as they are when more events follow. */
export function readAnswer(events: readonly AnswerEvent[]): Answer {
  const answer: Answer = {
    answerId: null,
    language: null,
    step: null,
    pages: null,
    blocks: [],
    citations: [],
    end: null,
  };
  const places = new Map<number, Block>();
  for (const event of events) {
    switch (event.type) {
      case 'start':
        answer.answerId = event.answerId;
        answer.language = event.language;
        break;
      case 'step':
        answer.step = event.step;
        answer.pages = event.pages ?? answer.pages;
        break;
      case 'text-delta': {
        let block = places.get(event.block);
        if (!block) {
          block = { form: event.form, units: [] };
          places.set(event.block, block);
          // In the order in which they come: a block that opens late must not move what was read.
          answer.blocks.push(block);
        }
        block.units.push(event);
        break;
      }
      case 'citation':
        if (!answer.citations.some((citation) => citation.number === event.citation.number))
          answer.citations.push(event.citation);
        break;
      default:
        answer.end = event;
    }
  }
  answer.citations.sort((one, other) => one.number - other.number);
  return answer;
}

/** True once there is something to read: words of an answer or of a refusal. */
export function hasWords(answer: Answer): boolean {
  return answer.blocks.length > 0 || answer.end?.type === 'refusal';
}

/** The two-language message of an error response. */
export const readMessage = fields({ de: text(2000), en: text(2000) });

const pixels: Check<number> = (value) => (typeof value === 'number' && value > 0 ? value : 0);

const failure: Check<Failure> = (value) =>
  fields({ kind: oneOf('offline', 'lost', 'left', 'silent', 'stopped') })(value) ??
  fields({ kind: oneOf('wait'), until: pixels })(value) ??
  fields({ kind: oneOf('server'), message: either(readMessage, null) })(value);

const stored = fields({
  question: text(4000),
  events: list(readAnswerEvent, EVENTS),
  running: oneOf(true, false),
  failure: either(failure, null),
  helpful: either(oneOf(true, false), null),
});

const turn: Check<Turn> = (value) => {
  const found = stored(value);
  return (
    found && {
      ...newTurn(found.question),
      ...found,
      ...(found.running ? { failure: { kind: 'left' } } : {}),
      running: false,
    }
  );
};

/** A conversation from storage, checked as if it came from the wire; `undefined` if it is not one. */
export const readConversation: Check<Conversation> = fields({
  open: oneOf(true, false),
  language: either(oneOf('de', 'en'), null),
  conversationId: either(identifier, null),
  draft: text(10_000),
  scroll: pixels,
  turns: list(turn, TURNS),
});

/** Leaves the oldest question out; null when none is left to leave out. */
export function shrinkConversation(conversation: Conversation): Conversation | null {
  return conversation.turns.length === 0 ? null : { ...conversation, turns: conversation.turns.slice(1) };
}
