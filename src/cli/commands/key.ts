import type { Command } from 'commander';
import { openApi } from '../api-client.ts';
import type { CommandContext } from '../main.ts';

export function addKeyCommand(program: Command, { terminal, config }: CommandContext): void {
  const { words } = terminal;
  const key = program.command('key').description(words.key);
  key
    .command('new')
    .description(words.keyNew)
    .action(async () => {
      const api = await openApi(config());
      try {
        const made = await api.send<{ key: string }>('POST', '/api/key');
        if (terminal.json) terminal.result(made);
        else terminal.line(words.keyShown(made.key));
      } finally {
        await api.close();
      }
    });
}
