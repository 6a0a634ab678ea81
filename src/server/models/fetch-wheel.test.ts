import { expect, it } from 'vitest';
import { pipEnvironment } from './fetch-wheel.ts';

it('gives pip the mirror and proxy of the house, and no secret of ours', () => {
  const given = {
    PATH: '/bin',
    PIP_INDEX_URL: 'https://mirror.example/simple',
    https_proxy: 'http://proxy.example',
    DATABASE_URL: 'postgres://u:secret@host/db',
    EMBEDDING_API_KEY: 'secret',
  };
  expect(Object.keys(pipEnvironment(given))).toEqual(['PATH', 'PIP_INDEX_URL', 'https_proxy']);
});
