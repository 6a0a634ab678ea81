/**
 * The command line uses the API like everyone else: through the local socket of the running server, or, if none runs, through
 * the same app opened in this process. So there is one way to do each thing.
 */
import { Agent, fetch as fetchByAgent } from 'undici';
import type { AnswerEvent } from '../contracts/answer.ts';
import type { Config } from '../server/platform/config.ts';
import { isClaimed, socketPath } from '../server/platform/data-directory.ts';
import { CommandFault } from './command-fault.ts';
import { explainOpening } from './explain-opening.ts';

export interface ApiClient {
  get<Result>(path: string): Promise<Result>;
  send<Result>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<Result>;
  events(path: string, body: unknown): AsyncGenerator<AnswerEvent>;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  text(): Promise<string>;
  body: AsyncIterable<Uint8Array> | null;
}
type Call = (path: string, init: { method: string; body?: string; headers: Record<string, string> }) => Promise<Answer>;

/** Opens the way to the server of this data directory. */
export async function openApi(config: Config): Promise<ApiClient> {
  if (await isClaimed(config.DATA_DIR)) {
    // A crawl or a model can take long between two bytes of an answer: the server has its own limits.
    const agent = new Agent({ connect: { socketPath: socketPath(config.DATA_DIR) }, bodyTimeout: 120_000 });
    const call: Call = async (path, init) =>
      fetchByAgent(`http://localhost${path}`, { ...init, dispatcher: agent }) as unknown as Answer;
    return createClient(call, () => agent.close());
  }
  // Loaded here: a command that talks to a running server does not need the whole house.
  const { openHouse } = await import('../server/main.ts');
  const house = await openHouse(config).catch((error: unknown) => {
    throw explainOpening(error, config);
  });
  await house.startWork();
  const call: Call = async (path, init) =>
    (await house.app.fetch(new Request(`http://localhost${path}`, init), { local: true })) as unknown as Answer;
  return createClient(call, () => house.close());
}

function createClient(call: Call, close: () => Promise<void>): ApiClient {
  async function request<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const answer = await attempt(call, path, method, body);
    const text = await answer.text();
    if (answer.status >= 400) throw faultOf(text);
    return (text === '' ? undefined : JSON.parse(text)) as Result;
  }
  return {
    get: (path) => request('GET', path),
    send: (method, path, body) => request(method, path, body),
    async *events(path, body) {
      const answer = await attempt(call, path, 'POST', body);
      if (answer.status >= 400 || answer.body === null) throw faultOf(await answer.text());
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of answer.body) {
        rest += decoder.decode(chunk, { stream: true });
        const frames = rest.split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) {
          const data = frame
            .split('\n')
            .filter((line) => line.startsWith('data:'))
            .map((line) => line.slice(5).trimStart())
            .join('\n');
          if (data !== '') yield JSON.parse(data) as AnswerEvent;
        }
      }
    },
    close,
  };
}

async function attempt(call: Call, path: string, method: string, body: unknown): Promise<Answer> {
  try {
    return await call(path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new CommandFault((words) => words.serverGone, { cause: error });
  }
}

function faultOf(text: string): CommandFault {
  try {
    const { error } = JSON.parse(text) as {
      error: { code: string; message: { de: string; en: string }; details: string[] };
    };
    return new CommandFault(
      (words, language) =>
        [words.serverSays(error.message[language]), ...error.details.map((detail) => `  ${detail}`)].join('\n'),
      {
        code: error.code,
      },
    );
  } catch (cause) {
    return new CommandFault((words) => words.serverGone, { cause });
  }
}
