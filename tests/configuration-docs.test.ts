import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeConfiguration } from '../scripts/write-configuration-docs.ts';

it('docs/configuration.md is generated from the schema as it is', () => {
  const file = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
  expect(file).toBe(describeConfiguration());
});
