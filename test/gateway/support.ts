/** A gateway on a free port of this machine, and deliveries of GitHub's shape. */
import { createHmac, randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { parseFleet } from '../../src/fleet/file';
import type { GatewayDeps } from '../../src/gateway/deps';
import type { Answered } from '../../src/gateway/hooks/answers';
import { type Mount, makeGateway } from '../../src/gateway/server';
import { OwnNames } from '../../src/gateway/ui/own-names';
import type { Look } from '../../src/protocol/push';
import { fleetText } from '../client/support';

export const SECRET = 'the secret of now';
export const OLD = 'the secret of before';

export const fleet = parseFleet(
  `${fleetText}
  site:
    host: hornbill
    contract: compose
    repository: git@git.example:sgos/stacks.git
    directory: /srv/stacks/site
    service: web
    push: { paths: [stacks/site] }
  wiki:
    host: hornbill
    contract: compose
    repository: git@git.example:sgos/stacks.git
    directory: /srv/stacks/wiki
    service: web
    push: { paths: [stacks/wiki] }
  books:
    host: hornbill
    contract: compose
    repository: git@git.example:sgos/books.git
    directory: /srv/stacks/books
    service: web
    push: { deploy: manual }
`,
  { file: 'fleet.yaml', home: '/home/op' },
);

export interface Started {
  url: string;
  looks: [app: string, look: Look][];
  answers: Answered[];
  end(): Promise<void>;
}

export async function start(more: Partial<GatewayDeps> = {}, mounts: Mount[] = []): Promise<Started> {
  const looks: Started['looks'] = [];
  const answers: Answered[] = [];
  const server = makeGateway(
    {
      fleet: async () => fleet,
      secrets: async () => [SECRET, OLD],
      signal: async (app, look) => void looks.push([app, look]),
      tunnel: [],
      own: new OwnNames([]),
      onAnswer: (answered) => void answers.push(answered),
      ...more,
    },
    mounts,
  );
  const url = await server.listen({ host: '127.0.0.1', port: 0 });
  return { url, looks, answers, end: () => server.close() };
}

const zeros = '0'.repeat(40);
export const AFTER = 'a1b2c3d4'.repeat(5);

/** A push as GitHub posts it; what roost does not read is here to be dropped. */
export function push(more: Record<string, unknown> = {}, name = 'phone'): Record<string, unknown> {
  const commit = {
    id: AFTER,
    message: 'Add voicemail',
    author: { name: 'Nomsa', email: 'nomsa@sgos.example' },
    added: [],
    removed: [],
    modified: ['server.js'],
  };
  return {
    ref: 'refs/heads/main',
    before: zeros,
    after: AFTER,
    created: false,
    deleted: false,
    forced: false,
    commits: [commit],
    head_commit: commit,
    pusher: { name: 'nomsa', email: 'nomsa@sgos.example' },
    repository: {
      id: 4711,
      name,
      full_name: `sgos/${name}`,
      ssh_url: `git@git.example:sgos/${name}.git`,
      clone_url: `https://git.example/sgos/${name}.git`,
      html_url: `https://git.example/sgos/${name}`,
    },
    ...more,
  };
}

export const deletion = () => push({ deleted: true, after: zeros, head_commit: null, commits: [] });

export const sign = (body: string | Buffer, secret = SECRET): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export interface Sent {
  path?: string;
  body?: string | Buffer | Record<string, unknown>;
  secret?: string;
  /** Undefined takes a header away. */
  headers?: Record<string, string | undefined>;
}

export interface Got {
  status: number;
  body: { result?: string; reason?: string; says?: string; apps?: string[] };
  headers: Record<string, unknown>;
}

export function post(
  url: string,
  { path = '/hooks/github', body = push(), secret = SECRET, headers = {} }: Sent = {},
): Promise<Got> {
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const all = {
    'content-type': 'application/json',
    'content-length': String(bytes.length),
    'x-github-event': 'push',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': sign(bytes, secret),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    const request = httpRequest(
      new URL(path, url),
      { method: 'POST', headers: sent, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('end', () => {
          resolve({
            status: answer.statusCode!,
            body: (text.startsWith('{') ? JSON.parse(text) : {}) as Got['body'],
            headers: answer.headers,
          });
        });
      },
    );
    // A server that refuses a large body answers before it has read it.
    request.on('error', (error) => setTimeout(() => reject(error), 50));
    request.end(bytes);
  });
}
