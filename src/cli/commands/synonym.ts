import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { Synonym, SynonymRemoval } from '../../contracts/synonyms.ts';
import { type ApiClient, openApi } from '../api-client.ts';
import { CommandFault } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';
import { readSynonymCsv, writeSynonymCsv } from '../synonym-csv.ts';
import { table } from '../terminal.ts';

export function addSynonymCommand(program: Command, { terminal, config }: CommandContext): void {
  const { words } = terminal;
  const synonym = program.command('synonym').description(words.synonym);
  const withApi = async (work: (api: ApiClient) => Promise<void>): Promise<void> => {
    const api = await openApi(config());
    try {
      await work(api);
    } finally {
      await api.close();
    }
  };

  synonym
    .command('list')
    .description(words.synonymList)
    .option('--own', words.optionOwn)
    .action((options: { own?: boolean }) =>
      withApi(async (api) => {
        const all = await api.get<Synonym[]>('/api/synonyms');
        const shown = options.own === true ? all.filter(isChanged) : all;
        if (terminal.json) return terminal.result(shown);
        if (shown.length === 0) return terminal.line(words.synonymNone);
        terminal.line(
          table(
            [words.columnSaid, words.columnOfficial, words.columnOrigin, words.columnActive],
            shown.map(({ word, names, origin, active }) => [
              word,
              names.join(', '),
              words.synonymOrigins[origin],
              active ? words.yes : words.no,
            ]),
          ),
        );
      }),
    );

  synonym
    .command('add')
    .description(words.synonymAdd)
    .argument('<word>', words.synonymWord)
    .argument('<names...>', words.synonymNames)
    .action((word: string, names: string[]) =>
      withApi(async (api) => {
        const added = await api.send<Synonym>('POST', '/api/synonyms', { word, names });
        if (terminal.json) terminal.result(added);
        else terminal.line(words.synonymAdded(added.word, added.names.join(', ')));
      }),
    );

  synonym
    .command('remove')
    .description(words.synonymRemove)
    .argument('<word>', words.synonymWord)
    .action((word: string) =>
      withApi(async (api) => {
        const known = (await api.get<Synonym[]>('/api/synonyms')).some(
          (one) => one.word.toLowerCase() === word.toLowerCase(),
        );
        if (!known) throw new CommandFault((texts) => texts.synonymUnknown(word));
        const removed = await api.send<SynonymRemoval>('DELETE', `/api/synonyms/${encodeURIComponent(word)}`);
        if (terminal.json) terminal.result({ word, ...removed });
        else terminal.line(words.synonymRemovals[removed.outcome](word));
      }),
    );

  synonym
    .command('import')
    .description(words.synonymImport)
    .argument('<file>', words.synonymFile)
    .option('--replace', words.optionReplace)
    .action((file: string, options: { replace?: boolean }) =>
      withApi(async (api) => {
        let text: string;
        try {
          text = await readFile(file, 'utf8');
        } catch (cause) {
          throw new CommandFault((texts) => texts.fileUnreadable(file), { cause });
        }
        const { entries, faults } = readSynonymCsv(text);
        if (faults.length > 0) throw new CommandFault((texts) => texts.synonymFaults(file, faults.join(', ')));
        await api.send('POST', '/api/synonyms/import', { entries, replace: options.replace === true });
        if (terminal.json) terminal.result({ imported: entries.length });
        else terminal.line(words.synonymImported(terminal.number(entries.length)));
      }),
    );

  synonym
    .command('export')
    .description(words.synonymExport)
    .argument('[file]', words.synonymExportFile)
    .option('--own', words.optionOwn)
    .action((file: string | undefined, options: { own?: boolean }) =>
      withApi(async (api) => {
        const all = await api.get<Synonym[]>('/api/synonyms');
        const shown = options.own === true ? all.filter(isChanged) : all;
        if (file === undefined) {
          if (terminal.json) terminal.result(shown);
          else terminal.line(writeSynonymCsv(shown).trimEnd());
          return;
        }
        await writeFile(file, writeSynonymCsv(shown));
        if (terminal.json) terminal.result({ exported: shown.length, file });
        else terminal.line(words.synonymExported(terminal.number(shown.length), file));
      }),
    );
}

/** The town's own, and ours that it switched off. */
function isChanged({ origin, active }: Synonym): boolean {
  return origin === 'town' || !active;
}
