#!/usr/bin/env node
/**
 * Starts the command line on Node 24, whatever Node called it: plain JavaScript that Node 20 can read.
 * The right Node comes with the package (optionalDependencies), no install script needed.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));

if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
  await import('../src/cli/main.ts');
} else {
  startWithNewerNode();
}

function startWithNewerNode() {
  // A Node that calls itself new enough but is not would start itself for ever.
  const node = process.env.BUERGERNAH_RESTARTED ? undefined : findNode();
  if (!node) return explain();

  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, BUERGERNAH_RESTARTED: '1' },
  });

  // Ctrl+C in a terminal reaches the child by itself; sent twice it would cut the graceful stop short.
  const atTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2']) {
    if (process.platform === 'win32' && signal === 'SIGUSR2') continue;
    process.on(signal, () => {
      if (signal === 'SIGINT' && atTerminal) return;
      child.kill(signal);
    });
  }
  child.on('error', (error) => explain(`${node}: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)));
}

/** @returns {string | undefined} path of a Node that came with the package */
function findNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const folders = [];
  for (const name of [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`]) {
    folders.push(join(root, 'node_modules', name));
    try {
      folders.push(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)));
    } catch {
      // Not installed under this name: the next one may be.
    }
  }
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

/** @param {string} [detail] */
function explain(detail) {
  process.stderr.write(
    `Bürgernah braucht Node ${NEEDED} oder neuer. Hier läuft Node ${process.versions.node}, und das mitgelieferte Node fehlt` +
      ` oder startet nicht.\n  Bitte im Projektordner „npm ci“ ausführen (ohne --omit=optional) oder Node ${NEEDED} installieren.\n` +
      `Bürgernah needs Node ${NEEDED} or newer. This is Node ${process.versions.node}, and the Node that comes with the package is` +
      ` missing or does not start.\n  Please run "npm ci" in the project folder (without --omit=optional) or install Node ${NEEDED}.\n` +
      (detail ? `  ${detail}\n` : ''),
  );
  process.exit(1);
}
