/** What the question is, in which language, and what it says when it is made whole. Pure. */
import type { InterfaceLanguage } from '../../contracts/answer.ts';
import { questionLanguage } from '../knowledge/lexical-language.ts';
import { completeQuestion } from './complete-question.ts';
import { recogniseKind, type TownKnowledge, type UtteranceKind } from './recognise-kind.ts';

export interface UnderstoodQuestion {
  /** What is searched for: the question, made whole if it follows on. */
  question: string;
  /** BCP 47 primary tag of the question. */
  language: string;
  /** Language of our own words in the answer. */
  interfaceLanguage: InterfaceLanguage;
  /** Language that the pages should be in, if the citizen asked for one. */
  wantedLanguage: InterfaceLanguage | null;
  utterance: UtteranceKind;
  completed: boolean;
}

export function understandQuestion(
  question: string,
  {
    previous,
    town,
    language,
  }: {
    /** Earlier questions of the conversation, newest first. */
    previous: readonly string[];
    town: TownKnowledge;
    /** Language asked for by the interface. */
    language: InterfaceLanguage | undefined;
  },
): UnderstoodQuestion {
  const asked = recogniseKind(question, town);
  const whole =
    asked.kind === 'question'
      ? completeQuestion(question, previous)
      : { question, completed: false, wantedLanguage: null };
  const utterance = whole.completed ? recogniseKind(whole.question, town) : asked;
  const spoken = questionLanguage(whole.question);
  return {
    question: whole.question,
    language: spoken,
    interfaceLanguage: language ?? interfaceLanguageOf(question),
    wantedLanguage: whole.wantedLanguage,
    utterance,
    completed: whole.completed,
  };
}

/** Language of our own words: that of the question if we speak it, else German. */
export function interfaceLanguageOf(question: string): InterfaceLanguage {
  return questionLanguage(question) === 'en' ? 'en' : 'de';
}
