/**
 * Speaks the protocol of the embedding process without a model, for tests of the process that owns it. The text says what to do;
 * everything else gets a vector whose first number is the length of the text.
 */
import type { FromEmbeddingProcess, ToEmbeddingProcess } from '../../src/server/models/embedding-protocol.ts';

let seen: string[] = [];

function tell(message: FromEmbeddingProcess): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToEmbeddingProcess) => {
  if (message.kind === 'load') {
    if (message.modelPath === 'broken') tell({ kind: 'load-failed', message: 'no such model' });
    else if (message.modelPath === 'crash') process.exit(7);
    else if (message.modelPath !== 'never') {
      const dimensions = message.modelPath === 'other' ? 5 : 4;
      setTimeout(() => tell({ kind: 'ready', dimensions, milliseconds: 1 }), 30);
    }
    return;
  }
  if (message.kind === 'stop') process.exit(0);
  if (message.kind !== 'embed') return;
  const { id, text, task } = message;
  seen.push(`${task} ${text}`);
  if (text === 'die') process.kill(process.pid, 'SIGKILL');
  else if (text === 'complain and die') {
    process.stderr.write('out of memory', () => process.exit(3));
  } else if (text === 'hang') return;
  else if (text === 'freeze') while (true);
  else if (text === 'fail') tell({ kind: 'embed-failed', id, message: 'not this one' });
  else if (text === 'what did you see?') {
    tell({ kind: 'embedded', id, vector: Float32Array.of(seen.length, 0, 0, 0) });
    seen = [];
  } else {
    const milliseconds = Number(/^slow (\d+)/.exec(text)?.[1] ?? 0);
    setTimeout(() => tell({ kind: 'embedded', id, vector: Float32Array.of(text.length, 0, 0, 0) }), milliseconds);
  }
});
setInterval(() => tell({ kind: 'pulse', memoryBytes: process.memoryUsage.rss() }), 50);
