/** Whoever may push tags, but not to a protected branch, must not choose what is deployed. Real git. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../src/activities/app/site';
import { fetchMirror, Mirror } from '../../src/activities/release/facts/commit/mirror';
import { headIn } from '../../src/activities/release/heads';
import type { AppConfig, HostConfig } from '../../src/fleet/file';
import { appFactsArgv, parseAppFacts } from '../../src/inspect/check/app/facts';
import { localHost } from '../client/local-host';

const root = mkdtempSync(join(tmpdir(), 'roost-refs-'));
const origin = join(root, 'origin');
afterAll(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', origin, '-c', 'user.name=x', '-c', 'user.email=x@x', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .toString()
    .trim();
const commit = (subject: string): string => {
  git('commit', '-q', '--allow-empty', '-m', subject);
  return git('rev-parse', 'HEAD');
};

const site = {
  app: { name: 'phone', repository: origin, branch: 'main' },
  host: localHost('hornbill', '/usr/bin'),
  paths: { mirror: join(root, 'mirror.git') },
} as unknown as Site;
const mirror = new Mirror(site);
let reviewed: string;
let never: string;

beforeAll(async () => {
  execFileSync('git', ['init', '-q', '-b', 'main', origin]);
  reviewed = commit('reviewed');
  git('checkout', '-q', '--detach');
  never = commit('never reviewed');
  git('tag', 'main', never);
  git('tag', 'only-a-tag', never);
  git('checkout', '-q', 'main');
  await fetchMirror(site);
});

test("the app's branch is the branch, though a tag bears its name", async () => {
  expect(await mirror.head('main')).toBe(reviewed);
});

test('a tag is no branch: an app whose branch is gone has no head', async () => {
  expect(await mirror.head('only-a-tag')).toBeNull();
});

test('what an operator names is a branch before a tag before a commit', async () => {
  expect(await mirror.resolve('main')).toEqual({ kind: 'branch', commit: reviewed });
  expect(await mirror.resolve('refs/tags/main')).toEqual({ kind: 'tag', commit: never });
  expect(await mirror.resolve('only-a-tag')).toEqual({ kind: 'tag', commit: never });
  expect(await mirror.resolve(never.slice(0, 8))).toEqual({ kind: 'commit', commit: never });
  expect(await mirror.resolve('--all')).toBeNull();
  expect(await mirror.resolve('HEAD')).toBeNull();
});

test('a tag that is named like a commit is not that commit', async () => {
  git('tag', reviewed, never);
  await fetchMirror(site);
  expect(await mirror.has(reviewed)).toBe(true);
  expect(await mirror.resolve(reviewed)).toEqual({ kind: 'commit', commit: reviewed });
  git('tag', '-d', reviewed);
});

test('the comparison of heads takes the branch among refs that end like it', () => {
  git('update-ref', 'refs/a/refs/heads/main', never);
  const listing = git('ls-remote', '--', origin, 'refs/heads/main');
  expect(listing.split('\n')[0]).toContain(never);
  expect(headIn(listing, 'refs/heads/main')).toBe(reviewed);
});

test('check reads the branch as well', async () => {
  const app = { ...site.app, directory: root, source: 'src', compose: [], secrets: [], health: {} };
  const argv = appFactsArgv(app as unknown as AppConfig, {} as HostConfig);
  const { stdout } = await site.host.exec(argv);
  expect(parseAppFacts(stdout).head).toEqual({ commit: reviewed });
});
