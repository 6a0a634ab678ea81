import { messagesDe } from './messages.de.ts';
import { messagesEn } from './messages.en.ts';
import type { ModelState } from './models.ts';
import { modelsDirectory } from './pull-model.ts';
import { readCatalogue } from './read-catalogue.ts';

export type ModelDescription = {
  /** One line: name and how it stands, with the progress in percent. */
  summary: string;
  /** What went wrong, a sentence each. */
  faults: string[];
  /** What a person can do about it, a sentence each; empty when there is nothing to do. */
  remedies: string[];
};

/** Says in plain words how a model stands and how to mend it, for the start page, `doctor` and the terminal. */
export function describeModel(
  model: ModelState,
  options: { dataDirectory: string; language: 'de' | 'en' },
): ModelDescription {
  const messages = options.language === 'de' ? messagesDe : messagesEn;
  const percent = model.progress
    ? ` (${messages.phase[model.progress.phase]}, ${share(model.progress.bytes, model.progress.total)} %)`
    : '';
  const summary = `${model.name}: ${messages.state[model.state]}${percent}`;
  if (model.state === 'ready' || model.state === 'loading' || model.state === 'fetching') {
    return { summary, faults: [], remedies: [] };
  }

  const codes = new Set(model.failures.map(({ code }) => code));
  const faults = model.failures
    // That nothing was laid in and no mirror is set is the usual case, not a fault, while other sources were asked.
    .filter(({ code }) => model.state === 'forbidden' || (code !== 'not-there' && code !== 'not-set'))
    .map(({ source, code }) => `${messages.source[source]}: ${messages.failure[code]}`);
  if (model.reason !== null) faults.push(model.reason);
  const remedies = [messages.lexicalOnly];
  if (model.source === 'server') {
    remedies.push(messages.mend.checkServer);
  } else {
    if (codes.has('no-client')) remedies.push(messages.mend.installPip);
    if (codes.has('no-space')) remedies.push(messages.mend.freeSpace);
    if (model.state === 'forbidden') remedies.push(messages.mend.pull);
    const entry = readCatalogue().find(({ name }) => name === model.name);
    if (entry) remedies.push(messages.mend.byHand(entry.file, modelsDirectory(options.dataDirectory)));
  }
  return { summary, faults, remedies };
}

function share(bytes: number, total: number): number {
  return total > 0 ? Math.floor((100 * bytes) / total) : 0;
}
