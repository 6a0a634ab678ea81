import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { Source, SourceDetails } from '../../contracts/knowledge.ts';
import { type ApiClient, openApi } from '../api-client.ts';
import { CommandFault, EXIT } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';
import { collect, table } from '../terminal.ts';

const LOOK_MILLISECONDS = 500;

interface AddOptions {
  name?: string;
  include?: string[];
  exclude?: string[];
  depth?: string;
  pages?: string;
  rate?: string;
  schedule?: string;
  documents: boolean;
  wait: boolean;
}

export function addSourceCommand(program: Command, context: CommandContext): void {
  const { terminal, config } = context;
  const { words } = terminal;
  const source = program.command('source').description(words.source);
  const withApi = async (work: (api: ApiClient) => Promise<void>): Promise<void> => {
    const api = await openApi(config());
    try {
      await work(api);
    } finally {
      await api.close();
    }
  };

  source
    .command('add')
    .description(words.sourceAdd)
    .argument('<url>', words.sourceAddUrl)
    .option('--name <name>', words.optionName)
    .option('--include <pattern>', words.optionInclude, collect)
    .option('--exclude <pattern>', words.optionExclude, collect)
    .option('--depth <number>', words.optionDepth)
    .option('--pages <number>', words.optionPages)
    .option('--rate <number>', words.optionRate)
    .option('--schedule <cron>', words.optionSchedule)
    .option('--no-documents', words.optionNoDocuments)
    .option('--no-wait', words.optionNoWait)
    .action((url: string, options: AddOptions) =>
      withApi(async (api) => {
        const number = (value: string | undefined) => (value === undefined ? undefined : Number(value));
        const added = await api.send<SourceDetails>('POST', '/api/sources', {
          url: /^[a-z]+:\/\//i.test(url) ? url : `https://${url}`,
          name: options.name,
          options: {
            include: options.include,
            exclude: options.exclude,
            maxDepth: number(options.depth),
            maxPages: number(options.pages),
            requestsPerSecond: number(options.rate),
            schedule: options.schedule,
            documents: options.documents,
          },
        });
        terminal.line(words.sourceAdded(added.name));
        await follow(context, api, added, options.wait);
      }),
    );

  source
    .command('list')
    .description(words.sourceList)
    .action(() =>
      withApi(async (api) => {
        const sources = await api.get<Source[]>('/api/sources');
        if (terminal.json) return terminal.result(sources);
        if (sources.length === 0) return terminal.line(words.sourceNone);
        const rows = sources.map((one) => [
          one.name,
          words.sourceStates[one.state],
          terminal.number(one.pages),
          one.readAt === null ? '–' : terminal.date(one.readAt),
          one.url,
          one.id,
        ]);
        terminal.line(
          table(
            [words.columnName, words.columnState, words.columnPages, words.columnRead, words.columnUrl, words.columnId],
            rows,
          ),
        );
      }),
    );

  source
    .command('sync')
    .description(words.sourceSync)
    .argument('<source>', words.sourceId)
    .option('--accept-loss', words.optionAcceptLoss)
    .option('--no-wait', words.optionNoWait)
    .action((given: string, options: { wait: boolean; acceptLoss?: boolean }) =>
      withApi(async (api) => {
        const found = await find(api, given);
        await api.send('POST', `/api/sources/${found.id}/sync`, { acceptLoss: options.acceptLoss === true });
        await follow(context, api, found, options.wait);
      }),
    );

  source
    .command('remove')
    .description(words.sourceRemove)
    .argument('<source>', words.sourceId)
    .action((given: string) =>
      withApi(async (api) => {
        const found = await find(api, given);
        await api.send('DELETE', `/api/sources/${found.id}`);
        if (terminal.json) terminal.result({ removed: found.id });
        else terminal.line(words.sourceRemoved(found.name));
      }),
    );

  source
    .command('import')
    .description(words.sourceImport)
    .argument('<file>', words.sourceImportFile)
    .option('--name <name>', words.optionName)
    .action((file: string, options: { name?: string }) =>
      withApi(async (api) => {
        let services: unknown;
        try {
          services = JSON.parse(await readFile(file, 'utf8'));
        } catch (cause) {
          throw new CommandFault((texts) => texts.fileUnreadable(file), { cause });
        }
        const query = options.name === undefined ? '' : `?name=${encodeURIComponent(options.name)}`;
        const added = await api.send<SourceDetails>('POST', `/api/sources/import/services${query}`, services);
        if (terminal.json) terminal.result(added);
        else terminal.line(`${words.sourceAdded(added.name)} (${terminal.number(added.pages)} ${words.pages})`);
      }),
    );
}

async function find(api: ApiClient, given: string): Promise<Source> {
  const sources = await api.get<Source[]>('/api/sources');
  const same = (text: string) => text.toLowerCase().replace(/\/+$/, '') === given.toLowerCase().replace(/\/+$/, '');
  const found = sources.find((one) => one.id === given || same(one.name) || same(one.url));
  if (found === undefined) throw new CommandFault((words) => words.unknownSource(given));
  return found;
}

/** Shows how far the reading is until it has ended. */
async function follow(
  { terminal }: CommandContext,
  api: ApiClient,
  source: { id: string; name: string },
  wait: boolean,
): Promise<void> {
  const { words } = terminal;
  if (!wait) {
    if (terminal.json) terminal.result(await api.get<SourceDetails>(`/api/sources/${source.id}`));
    else terminal.line(words.syncStarted(source.name));
    return;
  }
  const progress = terminal.progress(words.learning(source.name));
  for (;;) {
    const state = await api.get<SourceDetails>(`/api/sources/${source.id}`);
    const counts = state.sync?.counts;
    if (counts !== undefined) progress.update(counts.read, counts.read + counts.waiting);
    if (state.state !== 'learning' && state.state !== 'waiting') {
      progress.end();
      if (terminal.json) terminal.result(state);
      else if (counts !== undefined) {
        const shown = (value: number) => terminal.number(value);
        terminal.line(
          `${state.state === 'ready' ? '✓' : '✗'} ${words.syncDone({
            new: shown(counts.new),
            changed: shown(counts.changed),
            same: shown(counts.same),
            gone: shown(counts.gone),
            refused: shown(counts.refused),
            failed: shown(counts.failed),
          })}`,
        );
      }
      if (state.state !== 'ready') {
        process.exitCode = EXIT.failed;
        const reason = state.sync?.reason ?? state.state;
        if (!terminal.json) terminal.fault(words.learnFailed(source.name, reason));
      }
      return;
    }
    await sleep(LOOK_MILLISECONDS);
  }
}
