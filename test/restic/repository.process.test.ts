/** Real restic on real repositories: a folder, and an S3 server. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoostError } from '../../src/errors';
import { appTag, openRestic, type Restic } from '../../src/restic';
import { runRestic } from '../../src/restic/run';
import { coded, executable, open, root, s3, s3Env, source } from './repository-scene';

const places: [string, () => Restic, () => Restic][] = [
  ['a folder', () => open(join(root, 'repository')), () => open(join(root, 'repository'), 'another one')],
  [
    'S3',
    () => open(`s3:${s3.url}/backups`, 'a password', s3Env()),
    () => open(`s3:${s3.url}/backups`, 'another one', s3Env()),
  ],
];

describe('what a repository gives back', () => {
  let restic: Restic;
  let id: string;
  const root = () => join(folder(), 'staging', 'back');
  const folder = () => dirname(dirname(source('back', 'x')));
  beforeAll(async () => {
    restic = open(join(folder(), 'back-repository'));
    await restic.init();
    source('back', 'content');
    mkdirSync(join(root(), 'odd [a]*'), { recursive: true, mode: 0o750 });
    writeFileSync(join(root(), 'odd [a]*', "it's ?"), 'odd');
    mkdirSync(join(root(), 'odd a'));
    writeFileSync(join(root(), 'odd a', 'neighbour'), 'no');
    id = (await restic.backup({ path: root(), host: 'hornbill', tags: [appTag('back')] })).snapshot;
  });

  it('is listed with types and sizes', async () => {
    const nodes = await restic.list(id);
    expect(nodes).toContainEqual(
      expect.objectContaining({ path: `${root()}/odd [a]*/it's ?`, type: 'file', size: 3 }),
    );
    expect(nodes).toContainEqual(expect.objectContaining({ path: `${root()}/odd [a]*`, type: 'dir' }));
  });

  it('is one folder with its own mode, and none of its neighbours, whatever its name is', async () => {
    const target = join(folder(), 'restored');
    const seen: number[] = [];
    for (let i = 0; i < 2; i++)
      await restic.restore({
        snapshot: id,
        folder: root(),
        name: 'odd [a]*',
        target,
        onProgress: ({ bytes }) => seen.push(bytes),
      });
    expect(readdirSync(target)).toEqual(['odd [a]*']);
    expect(readFileSync(join(target, 'odd [a]*', "it's ?"), 'utf8')).toBe('odd');
    expect(statSync(join(target, 'odd [a]*')).mode & 0o777).toBe(0o750);
  });

  it('is one file, as a text or in a file of the user alone', async () => {
    expect(await restic.read(id, `${root()}/data`)).toBe('x');
    const file = join(folder(), 'one');
    await restic.dump(id, `${root()}/odd [a]*/it's ?`, file);
    expect(readFileSync(file, 'utf8')).toBe('odd');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await expect(restic.read(id, '/nowhere')).rejects.toEqual(coded('ResticFailed'));
  });
});

describe.each(places)('a repository in %s', (_, right, wrong) => {
  it('is missing, then made once, and opens by its password alone', async () => {
    const restic = right();
    expect(await restic.exists()).toBe(false);
    await expect(restic.snapshots()).rejects.toEqual(coded('RepositoryMissing'));
    expect(await restic.init()).toMatch(/^[0-9a-f]{64}$/);
    expect(await restic.exists()).toBe(true);
    await expect(restic.init()).rejects.toEqual(coded('RepositoryExists'));
    await expect(wrong().init()).rejects.toEqual(coded('RepositoryPasswordWrong'));
    const refused = await wrong()
      .snapshots()
      .catch((error: RoostError) => error);
    expect(refused).toEqual(coded('RepositoryPasswordWrong'));
    for (const secret of ['another one', s3.access, s3.secret])
      expect(`${String(refused)} ${JSON.stringify(refused)}`).not.toContain(secret);
    expect(await restic.snapshots()).toEqual([]);
  });

  it('holds a snapshot with its tags, and tells how far it is', async () => {
    const restic = right();
    const content = 'voicemail '.repeat(200_000);
    const seen: number[] = [];
    const summary = await restic.backup({
      path: source('phone', content),
      host: 'toucan',
      tags: [appTag('phone')],
      onProgress: ({ bytes }) => seen.push(bytes),
    });
    expect(summary).toMatchObject({ bytes: content.length, files: 1 });
    const [only, ...more] = await restic.snapshots(appTag('phone'));
    expect(more).toEqual([]);
    expect(only).toMatchObject({
      id: summary.snapshot,
      host: 'toucan',
      tags: ['app=phone'],
      bytes: content.length,
      files: 1,
    });
    expect(await restic.snapshots(appTag('site'))).toEqual([]);
    expect(await restic.size()).toBeGreaterThan(0);
    await restic.check(1, 1);
  });
});

it('S3 that is away is no missing repository: it is waited for, or left when the work is cancelled', async () => {
  const away = (signal?: AbortSignal): Restic =>
    openRestic({
      executable,
      repository: { url: `s3:${s3.url}/backups`, password: 'a password', env: s3Env() },
      cache: join(root, 'cache'),
      signal,
    });
  await s3.stop();
  const cancelled = new AbortController();
  const ended: string[] = [];
  const left = away(cancelled.signal).snapshots().finally(() => ended.push('left')); // prettier-ignore
  const waiting = away().exists().finally(() => ended.push('waiting')); // prettier-ignore
  await sleep(3_000);
  expect(ended).toEqual([]);
  const reason = new Error('cancelled');
  cancelled.abort(reason);
  await expect(left).rejects.toBe(reason);
  expect(ended).toEqual(['left']);
  await s3.start();
  expect(await waiting).toBe(true);
});

it('a lock of a process that is gone is removed', async () => {
  const restic = open(join(root, 'locked'));
  await restic.init();
  const locks = join(root, 'locked', 'locks');
  const abort = new AbortController();
  const env = {
    RESTIC_REPOSITORY: join(root, 'locked'),
    RESTIC_PASSWORD: 'a password',
    RESTIC_CACHE_DIR: join(root, 'cache'),
  };
  // It keeps its lock while it waits for its input. As long as nobody has
  // waited for it, a dead process counts as one.
  const holder = runRestic({
    executable: 'sh',
    args: [
      '-c',
      '"$0" backup --stdin-from-command -- sleep 8 >/dev/null 2>&1 & pid=$!; sleep 3; kill -KILL $pid; wait $pid',
      executable,
    ],
    env,
    signal: abort.signal,
  });
  await holder;
  expect(readdirSync(locks)).toHaveLength(1);
  // Needs the repository for itself.
  await restic.prune();
  expect(readdirSync(locks)).toEqual([]);
});

it('a lock whose holder lives is left alone, and waited for', async () => {
  const restic = open(join(root, 'held'));
  await restic.init();
  const env = {
    RESTIC_REPOSITORY: join(root, 'held'),
    RESTIC_PASSWORD: 'a password',
    RESTIC_CACHE_DIR: join(root, 'cache'),
  };
  const release = join(root, 'release');
  const untilReleased = ['sh', '-c', 'until [ -e "$0" ]; do sleep 0.1; done; echo rows', release];
  const holder = runRestic({
    executable,
    args: ['backup', '--tag', appTag('held'), '--stdin-from-command', '--', ...untilReleased],
    env,
  });
  const locks = (): string[] =>
    readdirSync(join(root, 'held', 'locks')).filter((name) => !name.includes('tmp'));
  while (locks().length === 0) await sleep(50);
  const [held] = locks();
  let pruned = false;
  const prune = restic.prune().then(() => (pruned = true));
  // Long enough for a first attempt, and for what is done about its lock.
  await sleep(4_000);
  expect([pruned, locks()]).toEqual([false, [held]]);
  writeFileSync(release, '');
  expect(await holder).toMatchObject({ code: 0 });
  await prune;
  expect(await restic.snapshots(appTag('held'))).toHaveLength(1);
  expect(locks()).toEqual([]);
});

it('a damaged pack is found by reading it back', async () => {
  const restic = open(join(root, 'damaged'));
  await restic.init();
  await restic.backup({
    path: source('damaged', 'rows'.repeat(50_000)),
    host: 'toucan',
    tags: [appTag('damaged')],
  });
  const data = join(root, 'damaged', 'data');
  for (const folder of readdirSync(data)) {
    for (const pack of readdirSync(join(data, folder))) {
      const file = join(data, folder, pack);
      chmodSync(file, 0o600);
      truncateSync(file, Math.floor(statSync(file).size / 2));
    }
  }
  await expect(restic.check(1, 1)).rejects.toEqual(coded('RepositoryDamaged'));
});
