/** A GitHub of our own: the part of its REST API that roost uses, with its own answers. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WrittenStatus {
  state: string;
  description: string | null;
  target_url: string | null;
  context: string;
}

export interface FakeGitHub {
  url: string;
  /** Newest first, by commit. */
  statuses(commit: string): WrittenStatus[];
  /** The next request is answered so. */
  failNext(status: number): void;
  close(): Promise<void>;
}

interface World {
  token: string;
  /** `owner/name` */
  repository: string;
  commits: string[];
}

const documentation = 'https://docs.github.com/rest/commits/statuses#create-a-commit-status';

export async function fakeGitHub({ token, repository, commits }: World): Promise<FakeGitHub> {
  const written = new Map<string, WrittenStatus[]>();
  let next: number | null = null;
  const answer = (
    method: string,
    path: string,
    authorization: string,
    body: string,
  ): [status: number, json: object] => {
    if (next !== null) {
      const status = next;
      next = null;
      return [
        status,
        {
          message: status === 403 ? 'You have exceeded a secondary rate limit.' : 'Server Error',
          documentation_url: documentation,
        },
      ];
    }
    if (authorization !== `token ${token}`)
      return [
        401,
        { message: 'Bad credentials', documentation_url: 'https://docs.github.com/rest', status: '401' },
      ];
    const [, name, commit = ''] = /^\/repos\/([^/]+\/[^/]+)\/statuses\/([0-9a-f]+)$/.exec(path) ?? [];
    if (method !== 'POST' || name !== repository)
      return [404, { message: 'Not Found', documentation_url: documentation, status: '404' }];
    if (!commits.includes(commit))
      return [
        422,
        { message: `No commit found for SHA: ${commit}`, documentation_url: documentation, status: '422' },
      ];
    const {
      state,
      description = null,
      target_url = null,
      context = 'default',
    } = JSON.parse(body) as Partial<WrittenStatus>;
    if (!['error', 'failure', 'pending', 'success'].includes(state ?? '') || (description ?? '').length > 140)
      return [
        422,
        {
          message: 'Validation Failed',
          errors: [{ resource: 'Status', code: 'custom' }],
          documentation_url: documentation,
          status: '422',
        },
      ];
    const status = { state: state!, description, target_url, context };
    written.set(commit, [status, ...(written.get(commit) ?? [])]);
    return [
      201,
      {
        id: 1,
        node_id: 'SC_1',
        url: `https://api.github.com/repos/${repository}/statuses/${commit}`,
        ...status,
        created_at: '2026-01-01T00:00:00Z',
      },
    ];
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const [status, json] = answer(
        request.method ?? '',
        request.url ?? '',
        request.headers.authorization ?? '',
        body,
      );
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses: (commit) => written.get(commit) ?? [],
    failNext: (status) => void (next = status),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
