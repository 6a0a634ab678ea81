import type { Command } from 'commander';
import { listModels } from '../../server/models/list-models.ts';
import { pullModel } from '../../server/models/pull-model.ts';
import { createLog } from '../../server/platform/log.ts';
import { CommandFault, EXIT } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';
import { table } from '../terminal.ts';

/** The files of the models belong to the data directory; a running server sees a new one by itself. */
export function addModelsCommand(program: Command, { terminal, config }: CommandContext): void {
  const { words } = terminal;
  const models = program.command('models').description(words.models);
  models
    .command('list')
    .description(words.modelsList)
    .action(async () => {
      const listed = await listModels({ dataDirectory: config().DATA_DIR });
      if (terminal.json) {
        terminal.result(listed.map(({ model, file, failures }) => ({ ...model, file, failures })));
        return;
      }
      const rows = listed.map(({ model, file, failures }) => [
        model.name,
        file === null ? words.modelStates.absent : words.modelStates.ready,
        `${terminal.number(Math.round(model.bytes / 1e6))} ${words.megabytes}`,
        model.licence,
        failures.map(({ detail }) => detail).join('; '),
      ]);
      terminal.line(table([words.columnName, words.columnState, '', '', ''], rows));
    });
  models
    .command('pull')
    .description(words.modelsPull)
    .argument('<name>', words.modelsName)
    .action(async (name: string) => {
      const settings = config();
      const listed = await listModels({ dataDirectory: settings.DATA_DIR });
      if (!listed.some(({ model }) => model.name === name)) {
        throw new CommandFault((texts) => texts.modelUnknown(name), { exitCode: EXIT.usage });
      }
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort(new DOMException('interrupted', 'AbortError')));
      const progress = terminal.progress(words.megabytes);
      const dependencies = {
        dataDirectory: settings.DATA_DIR,
        mirror: settings.MODELS_MIRROR,
        log: createLog(settings.LOG_LEVEL),
      };
      for await (const event of pullModel(dependencies, name, stop.signal)) {
        if (event.phase === 'failed') {
          progress.end();
          const reasons = event.failures.map(({ source, code, detail }) => `  ${source}: ${code} (${detail})`);
          throw new CommandFault((texts) => [texts.modelFailed, ...reasons].join('\n'));
        }
        progress.update(Math.round(event.bytes / 1e6), Math.round(event.total / 1e6));
        if (event.phase === 'ready') {
          progress.end();
          if (terminal.json) terminal.result(event);
          else terminal.line(words.modelPulled(name));
        }
      }
    });
}
