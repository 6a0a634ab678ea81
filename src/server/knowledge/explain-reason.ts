import type { Reason } from '../../contracts/knowledge.ts';
import { messagesDe } from './messages.de.ts';
import { messagesEn } from './messages.en.ts';

/** A reason code of a page, sync or alarm in words. */
export function explainReason(code: string | null): Reason | null {
  if (code === null) return null;
  const status = /^http-(\d{3})$/.exec(code)?.[1];
  if (status !== undefined) return { code, de: messagesDe.httpStatus(status), en: messagesEn.httpStatus(status) };
  const key = (code in messagesDe.reasons ? code : 'unreadable') as keyof typeof messagesDe.reasons;
  return { code, de: messagesDe.reasons[key], en: messagesEn.reasons[key] };
}
