/** Writes docs/configuration.md from the schema; `--check` only says whether it is fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { configSchema } from '../src/server/platform/config.ts';

const FILE = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));

export function describeConfiguration(): string {
  const rows = Object.entries(configSchema.shape).map(([name, field]) => {
    const meta = field.meta() ?? {};
    const schema = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }) as {
      default?: unknown;
      enum?: string[];
    };
    const standard = Array.isArray(schema.default) && schema.default.length === 0 ? undefined : schema.default;
    const values =
      schema.enum === undefined ? '' : ` One of: ${schema.enum.map((value) => `\`${value}\``).join(', ')}.`;
    const secret = meta['secret'] === true ? ` Secret: also as \`${name}_FILE\`.` : '';
    const shown = standard === undefined ? '–' : `\`${String(standard)}\``;
    return `| \`${name}\` | ${shown} | ${meta.description ?? ''}${values}${secret} | ${String(meta['part'])} |`;
  });
  return `<!-- Generated from src/server/platform/config.ts by \`node scripts/write-configuration-docs.ts\`. -->
# Configuration

All settings are environment variables. Faults are reported all at once at the start, by name and never by value. A secret can lie in a
file whose path is given in \`NAME_FILE\`. An empty variable counts as not set.

| name | default | what it does | part |
|---|---|---|---|
${rows.join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = describeConfiguration();
  if (!process.argv.includes('--check')) writeFileSync(FILE, wanted);
  else if (readFileSync(FILE, 'utf8') !== wanted) {
    console.error('docs/configuration.md is not fresh: node scripts/write-configuration-docs.ts');
    process.exitCode = 1;
  }
}
