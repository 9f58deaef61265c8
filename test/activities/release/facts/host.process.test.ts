/** What the host says of the app, asked in a real shell. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { hostFacts } from '../../../../src/activities/release/facts/host';
import { appPaths } from '../../../../src/plan/names';
import { localHost, type LocalHost } from '../../../client/local-host';

let root: string;
let app: string;
let source: string;
let host: LocalHost;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-facts-'));
  [app, source] = [join(root, "the app's"), join(root, "the app's", 'src')];
  const bin = join(root, 'bin');
  mkdirSync(bin);
  mkdirSync(join(root, 'flags'));
  // No containers, and a version.
  writeFileSync(join(bin, 'docker'), '#!/bin/sh\n[ "$1" != compose ] || echo 5.0.1\n');
  chmodSync(join(bin, 'docker'), 0o755);
  host = localHost('hornbill', bin);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const git = (...args: string[]): string =>
  execFileSync('git', ['-C', source, '-c', 'user.name=x', '-c', 'user.email=x', ...args]).toString();
const facts = (options?: Parameters<typeof hostFacts>[1]) =>
  hostFacts(
    {
      app: { name: 'phone', directory: app, project: 'src', proxy: { switch: 'none' } },
      source,
      host,
      config: { proxy: { flags: join(root, 'flags') } },
      paths: appPaths(app),
      guard: { current: async () => null },
    } as unknown as Site,
    options,
  );

test('of an app that is nowhere yet: the disk on which it will lie', async () => {
  const none = {
    installed: false,
    headOnHost: null,
    changedByHand: [],
    composeVersion: '5.0.1',
    containers: [],
    personFlag: null,
    leftFlag: false,
  };
  const found = await facts();
  expect(found).toMatchObject(none);
  expect(found.diskFreeBytes).toBeGreaterThan(0);
  expect(Date.now() - Date.parse(found.gatheredAt)).toBeLessThan(60_000);
});

test('a working copy: its head, and what was changed by hand', async () => {
  mkdirSync(source, { recursive: true });
  expect(await facts()).toMatchObject({ installed: true, headOnHost: null, changedByHand: [] });
  git('init', '-q');
  expect(await facts()).toMatchObject({ installed: true, headOnHost: null, changedByHand: [] });
  for (const name of ['a', 'b c']) writeFileSync(join(source, name), 'x');
  git('add', '.');
  git('commit', '-qm', 'one');
  expect(await facts()).toMatchObject({ headOnHost: git('rev-parse', 'HEAD').trim(), changedByHand: [] });
  writeFileSync(join(source, 'b c'), 'y');
  expect(await facts()).toMatchObject({ changedByHand: ['b c'] });
});

test("a folder in somebody else's repository is no working copy", async () => {
  mkdirSync(source, { recursive: true });
  execFileSync('git', ['init', '-q', root]);
  expect(await facts()).toMatchObject({ installed: true, headOnHost: null });
});

test('what nobody will ask is not looked for', async () => {
  mkdirSync(source, { recursive: true });
  writeFileSync(join(root, 'flags', 'phone.flag'), 'by hand\n');
  expect(await facts()).toMatchObject({ personFlag: 'phone.flag (by hand)' });
  const all = host.ran.length;
  expect(await facts({ compose: false, flags: false })).toMatchObject({
    composeVersion: '',
    personFlag: null,
  });
  expect(host.ran.length - all).toBe(all - 2);
});

test("what the last backup's script has left behind, beside a working copy or not", async () => {
  mkdirSync(join(app, '.roost'), { recursive: true });
  expect((await facts()).backupScript).toEqual({ ran: null, wrote: null });
  writeFileSync(join(app, '.roost', 'ran'), '4 id-app id-db\n');
  writeFileSync(join(app, '.roost', 'wrote'), '12345678901\n');
  expect((await facts()).backupScript).toEqual({
    ran: { release: 4, ids: ['id-app', 'id-db'] },
    wrote: 12_345_678_901,
  });
  mkdirSync(source);
  git('init', '-q');
  writeFileSync(join(source, 'a'), 'x');
  git('add', '.');
  git('commit', '-qm', 'one');
  // As a full disk leaves it.
  writeFileSync(join(app, '.roost', 'wrote'), '');
  expect(await facts()).toMatchObject({
    backupScript: { ran: { release: 4 }, wrote: null },
    headOnHost: git('rev-parse', 'HEAD').trim(),
    changedByHand: [],
  });
});
