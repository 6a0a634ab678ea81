import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');

export interface CommandResult {
  /** 0: done. A command that could not be started or was ended by a signal has 1. */
  code: number;
  /** Standard output and error in the order of their arrival; empty where they went to the terminal. */
  output: string;
}

/**
 * Runs a program of this project (node_modules/.bin comes first on PATH, and with it Node 24).
 * @param options.terminal - its words go straight to the terminal instead of into the result
 */
export async function runCommand(
  command: string,
  args: string[],
  options: { terminal?: boolean; env?: Record<string, string> } = {},
): Promise<CommandResult> {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  // Words that are kept and shown later stay without colours.
  const { FORCE_COLOR, ...environment } = process.env;
  const colours = options.terminal ? { FORCE_COLOR } : { NO_COLOR: '1' };
  const child = spawn(command, args, {
    cwd: root,
    env: { ...environment, ...colours, PATH: path, ...options.env },
    stdio: options.terminal ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    // On Windows the programs in node_modules/.bin are scripts of its shell.
    shell: process.platform === 'win32',
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, output: `${output}${command}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
