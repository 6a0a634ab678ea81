import type { Command } from 'commander';
import type { SystemStatus } from '../../contracts/status.ts';
import type { House } from '../../server/main.ts';
import type { Config } from '../../server/platform/config.ts';
import { EXIT } from '../command-fault.ts';
import { explainOpening } from '../explain-opening.ts';
import type { CommandContext } from '../main.ts';
import type { Progress, Terminal } from '../terminal.ts';

const LOOK_MILLISECONDS = 500;
const SAME_SIGNAL_MILLISECONDS = 1_000;

export function addStartCommand(program: Command, { terminal, config }: CommandContext): void {
  program
    .command('start')
    .description(terminal.words.start)
    .action(async () => {
      const settings = config();
      const { words } = terminal;
      const { buildBrowserCode } = await import('../../../scripts/build.ts');
      const { built } = await buildBrowserCode();
      if (built) terminal.line(`✓ ${words.building}`);

      const house = await open(settings);
      const stop = new AbortController();
      let askedAt = 0;
      // A second signal ends at once, as people expect who press twice. The same one that comes by two ways (terminal or
      // service manager, and the launcher) is one.
      const onSignal = () => {
        if (askedAt > 0 && performance.now() - askedAt > SAME_SIGNAL_MILLISECONDS) process.exit(EXIT.interrupted);
        askedAt = performance.now();
        stop.abort();
      };
      process.on('SIGINT', onSignal);
      process.on('SIGTERM', onSignal);

      const where =
        house.database.engine === 'embedded' ? `${words.embeddedEngine} ${settings.DATA_DIR}` : words.serverEngine;
      terminal.line(`✓ ${words.opened(`${house.database.version}, ${where}`)}`);
      if (house.firstKey !== null) terminal.line(`\n  ${words.firstKey(house.firstKey)}\n`);
      await house.startWork();
      await house.learnDemo();
      terminal.line(`✓ ${words.listening(house.publicUrl)}`);
      if (settings.DEMO === 'on') terminal.line(`  ${words.demoAt(`${house.publicUrl}/demo/`)}`);
      terminal.line(`  ${words.modeQuoting}`);
      terminal.line(`  ${words.stopHint}\n`);
      await report(terminal, house, stop.signal);
      terminal.line(`\n${words.stopping}`);
      await house.close();
      terminal.line(words.stopped);
      process.exit(0);
    });
}

async function open(settings: Config): Promise<House> {
  // Loaded here: the other commands do not need the whole house.
  const { openHouse } = await import('../../server/main.ts');
  try {
    return await openHouse(settings, { listening: true });
  } catch (error) {
    throw explainOpening(error, settings);
  }
}

/** Says in plain words what happens until the signal: pages learned, model fetched, vectors made. */
async function report(terminal: Terminal, house: House, signal: AbortSignal): Promise<void> {
  const said = new Set<string>();
  const started = performance.now();
  let bar: { name: string; progress: Progress } | null = null;
  const show = (name: string, done: number, total: number) => {
    if (bar?.name !== name) {
      bar?.progress.end();
      bar = { name, progress: terminal.progress(name) };
    }
    bar.progress.update(done, total);
  };
  const say = (line: string) => {
    if (said.has(line)) return;
    said.add(line);
    bar?.progress.end();
    bar = null;
    terminal.line(line);
  };
  while (!signal.aborted) {
    try {
      describe(terminal, await house.readStatus(), { say, show, seconds: (performance.now() - started) / 1000, said });
    } catch (error) {
      // The report is a courtesy; the server goes on, and what failed is in the log.
      house.log.warn({ err: error }, 'status not read');
    }
    await pause(signal);
  }
  (bar as { progress: Progress } | null)?.progress.end();
}

interface Reporter {
  say(line: string): void;
  show(name: string, done: number, total: number): void;
  seconds: number;
  said: Set<string>;
}

function describe(terminal: Terminal, status: SystemStatus, { say, show, seconds, said }: Reporter): void {
  const { words } = terminal;
  for (const source of status.sources) {
    const key = `learned ${source.id}`;
    if (source.state === 'learning' || source.state === 'waiting') {
      said.delete(key);
      if (source.progress !== null) show(words.learning(source.name), source.progress.read, source.progress.total);
    } else if (!said.has(key)) {
      if (source.state === 'failed') say(`✗ ${words.learnFailed(source.name, source.url)}`);
      else say(`✓ ${words.learned(source.name, terminal.number(source.pages), terminal.number(Math.round(seconds)))}`);
      said.add(key);
    }
  }
  for (const model of status.models) {
    if (model.state === 'fetching' && model.progress !== null)
      show(words.fetchingModel(model.name), Math.round(model.progress * 100), 100);
    if (model.state === 'forbidden') say(`· ${words.modelForbidden(model.name)}`);
    if (model.state === 'failed' || (model.state === 'absent' && model.nextAttemptAt !== null))
      say(`· ${words.modelMissing(model.name)}`);
    if (model.state === 'ready') say(`✓ ${words.modelReady(model.name)}`);
  }
  if (status.embedded !== null && status.passages > 0) {
    if (status.embedded < status.passages) show(words.embedding, status.embedded, status.passages);
    else say(`✓ ${words.embedded(terminal.number(status.passages))}`);
  }
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LOOK_MILLISECONDS);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
