/**
 * What a person has started is as the commit has it, or it is doubted: real git, and a Docker that answers
 * from a file.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Site } from '../../../../../src/activities/app/site';
import { doubtsOf } from '../../../../../src/activities/release/facts/commit/doubts';
import { Mirror } from '../../../../../src/activities/release/facts/commit/mirror';
import { appPaths } from '../../../../../src/plan/names';
import { localHost } from '../../../../client/local-host';
import { wiki } from '../../../../fleet/contract/sample';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-doubts-')));
  mkdirSync(join(root, 'bin'));
  mkdirSync(join(root, 'app/.roost'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

const git = (folder: string, time: number, ...args: string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=x', '-c', 'user.email=x@y', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The time of what git notes of a checkout.
    env: { ...process.env, GIT_COMMITTER_DATE: `@${time} +0000`, GIT_AUTHOR_DATE: '@900 +0000' },
  })
    .toString()
    .trim();

const compose = (more = ''): string => `services:
  web:
    build: .
    volumes: [./site.conf:/etc/site.conf:ro]
  db:
    image: db:1${more}
`;

/** Each commit is written elsewhere, and pulled into the app's folder at its time. */
function history(...commits: [time: number, files: Record<string, string>][]): string {
  const [work, src] = [join(root, 'work'), join(root, 'app/src')];
  execFileSync('git', ['init', '-q', '-b', 'main', work]);
  commits.forEach(([time, files], i) => {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), text);
    }
    git(work, 900, 'add', '-A');
    git(work, 900, 'commit', '-q', '-m', 'change');
    if (i === 0) git(root, time, 'clone', '-q', work, src);
    else git(src, time, 'pull', '-q');
  });
  execFileSync('git', ['clone', '-q', '--bare', work, appPaths(join(root, 'app')).mirror]);
  return git(work, 900, 'rev-parse', 'HEAD');
}

const iso = (time: number): string => new Date(time * 1000).toISOString().replace('Z', '123456Z');

/** `made`: when container and image were made and the container was started. */
async function doubts(
  commit: string,
  made: Record<string, [created: number, started: number, image: number]>,
) {
  const lines = Object.entries(made).map(
    ([name, [created, started]]) => `${name} ${iso(created)} ${iso(started)} sha256:${name}`,
  );
  const images = Object.entries(made).map(([name, [, , image]]) => `sha256:${name} ${iso(image)}`);
  writeFileSync(
    join(root, 'bin/docker'),
    `#!/bin/sh
case "$*" in
*StartedAt*) printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} ;;
image*) printf '%s\\n' ${images.map((line) => `'${line}'`).join(' ')} ;;
*) echo sha256:x ;;
esac
`,
  );
  chmodSync(join(root, 'bin/docker'), 0o755);
  const source = join(root, 'app/src');
  const app = { ...wiki, contract: 'compose' as const, compose: [], service: 'web', secrets: [] };
  const paths = appPaths(join(root, 'app'));
  const host = localHost('hornbill', join(root, 'bin'));
  const site = { app: { ...app, directory: join(root, 'app') }, host, paths, source } as unknown as Site;
  const model = {
    services: {
      web: {
        build: { context: source },
        volumes: [
          { type: 'bind', source: join(source, 'site.conf'), target: '/etc/site.conf', read_only: true },
        ],
      },
      db: { image: 'db:1' },
    },
  };
  const containers = Object.keys(made).map((id) => ({ id, service: id, state: 'running' }));
  return doubtsOf(site, new Mirror(site), { model, commit, containers });
}

const first = { 'docker-compose.yml': compose(), 'site.conf': '1', 'docs/readme': '1' };

test('there is none of what was made since the commit was checked out', async () => {
  const commit = history([1000, first]);
  expect(await doubts(commit, { web: [1002, 1002, 1001], db: [1000, 1500, 10] })).toEqual([]);
});

test('there is none where nothing that counts has changed since', async () => {
  const commit = history(
    [1000, first],
    [2000, { 'docker-compose.yml': compose('\n    cap_add: [SYS_NICE]') }],
  );
  // The build takes all of the source, so the image is in doubt, and the container of web is not.
  expect(await doubts(commit, { web: [1002, 1002, 2001] })).toEqual([]);
});

test.each<[string, Parameters<typeof doubts>[1], string[]]>([
  [
    'an image',
    { web: [2002, 2002, 1001] },
    ['web has an image that was built before COMMIT was checked out'],
  ],
  ['a definition', { db: [1001, 2500, 10] }, ['db was made before COMMIT was checked out']],
  ['a mounted file', { web: [1001, 1001, 2001] }, ['web has read its files before COMMIT was checked out']],
  ['a mounted file that was read again', { web: [1001, 2001, 2001] }, []],
  ['all, made before the folder', { db: [500, 500, 10] }, ['db was made before COMMIT was checked out']],
])('%s of the former commit', async (_, made, lines) => {
  const commit = history(
    [1000, first],
    [2000, { 'docker-compose.yml': compose('\n    sysctls: [net.core.somaxconn=9]'), 'site.conf': '2' }],
  );
  expect(await doubts(commit, made)).toEqual(lines.map((line) => line.replace('COMMIT', commit.slice(0, 7))));
});

test('of what git has not noted, all is in doubt', async () => {
  const commit = history([1000, first]);
  rmSync(join(root, 'app/src/.git/logs'), { recursive: true });
  expect(await doubts(commit, { db: [1001, 1001, 10] })).toHaveLength(1);
});
