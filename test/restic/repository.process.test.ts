/** Real restic on real repositories: a folder, and an S3 server. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RoostError } from '../../src/errors';
import { appTag, openRestic, partialTag, type Restic } from '../../src/restic';
import { runRestic } from '../../src/restic/run';
import { findTool } from '../../src/tools';
import { startS3, type S3 } from '../s3';

jest.setTimeout(180_000);

let executable: string;
let root: string;
let s3: S3;
const coded = (code: string) => expect.objectContaining({ code });

beforeAll(async () => {
  executable = await findTool('restic');
  root = mkdtempSync(join(tmpdir(), 'roost-restic-'));
  s3 = await startS3('backups');
});
afterAll(async () => {
  await s3?.remove();
  rmSync(root, { recursive: true, force: true });
});

const open = (url: string, password = 'a password', env: Record<string, string> = {}): Restic =>
  openRestic({ executable, repository: { url, password, env }, cache: join(root, 'cache') });

function source(name: string, content: string): string {
  const folder = join(root, 'staging', name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'data'), content);
  return folder;
}

const s3Env = () => ({ AWS_ACCESS_KEY_ID: s3.access, AWS_SECRET_ACCESS_KEY: s3.secret });
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

/** Without the capabilities by which root reads what nobody may. */
function unprivileged(): string {
  const file = join(root, 'unprivileged');
  const drop = process.getuid?.() === 0 ? 'setpriv --bounding-set=-dac_override,-dac_read_search ' : '';
  writeFileSync(file, `#!/bin/sh\nexec ${drop}'${executable}' "$@"\n`, { mode: 0o755 });
  return file;
}

describe('a snapshot that lacks files which could not be read', () => {
  const repository = () => ({ url: join(root, 'partial'), password: 'a password', env: {} });
  const tags = [appTag('phone'), 'operation=0123456789'];
  let restic: Restic;
  let path: string;
  let failure: RoostError;
  beforeAll(async () => {
    restic = openRestic({ executable: unprivileged(), repository: repository(), cache: join(root, 'cache') });
    await restic.init();
    path = source('partial', 'rows');
    writeFileSync(join(path, 'secret'), 'rows that nobody may read', { mode: 0 });
    await restic.backup({
      path: source('whole', 'rows of the morning'),
      host: 'toucan',
      tags,
      time: '2026-06-30 03:00:00',
    });
    failure = await restic.backup({ path, host: 'toucan', tags, time: '2026-06-30 04:00:00' }).then(
      () => {
        throw new Error('it was whole');
      },
      (error: RoostError) => error,
    );
  });

  it('is a failure that names them, and is kept without being one of the app', async () => {
    expect(failure).toMatchObject({
      code: 'BackupPartial',
      message: expect.stringContaining('secret: permission denied') as string,
    });
    const [kept, ...more] = await restic.snapshots(partialTag('phone'));
    expect([kept, more]).toMatchObject([
      { tags: ['partial=phone', 'operation=0123456789'], files: 1, bytes: 4 },
      [],
    ]);
    expect(failure.details.summary).toMatchObject({ snapshot: kept!.id, files: 1 });
    expect((await restic.snapshots(appTag('phone'))).map(({ paths }) => paths)).toEqual([
      [join(root, 'staging', 'whole')],
    ]);
    expect(await restic.snapshots(appTag('phone'), partialTag('phone'))).toHaveLength(2);
  });

  it('neither displaces the whole one of its day nor is read as the latest', async () => {
    const retention = { daily: 1, weekly: 0, monthly: 0 };
    expect(await restic.forget(appTag('phone'), retention)).toEqual({ kept: 1, removed: 0 });
    expect(await restic.forget(partialTag('phone'), retention)).toEqual({ kept: 1, removed: 0 });
    const env = {
      RESTIC_REPOSITORY: join(root, 'partial'),
      RESTIC_PASSWORD: 'a password',
      RESTIC_CACHE_DIR: join(root, 'cache'),
    };
    const back = join(root, 'latest');
    expect(
      await runRestic({
        executable,
        args: ['restore', 'latest', '--tag', appTag('phone'), '--target', back],
        env,
      }),
    ).toMatchObject({ code: 0 });
    expect(readFileSync(join(back, root, 'staging', 'whole', 'data'), 'utf8')).toBe('rows of the morning');
  });
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

describe('a second repository', () => {
  const first = () => open(join(root, 'first'), 'of the first');
  const second = () => open(`s3:${s3.url}/backups/second`, 'of the second', s3Env());
  const described = async (restic: Restic) =>
    (await restic.snapshots()).map(({ time, host, tags, bytes }) => ({ time, host, tags, bytes }));

  beforeAll(async () => {
    await first().init();
    await second().init(first());
    for (const app of ['phone', 'site'])
      await first().backup({ path: source(app, `data of ${app}`), host: 'toucan', tags: [appTag(app)] });
  });

  it('gets what it lacks, each with its time, host and tags, and nothing twice', async () => {
    await second().copyFrom(first());
    expect(await described(second())).toEqual(await described(first()));
    await second().copyFrom(first());
    expect(await second().snapshots()).toHaveLength(2);
    await first().backup({
      path: source('phone', 'data of the next day'),
      host: 'toucan',
      tags: [appTag('phone')],
    });
    await second().copyFrom(first());
    expect(await described(second())).toEqual(await described(first()));
    await second().check(1, 1);
  });

  it('keeps what the first has forgotten, and its data can be read back', async () => {
    await first().forget(appTag('phone'), { daily: 1, weekly: 0, monthly: 0 });
    expect(await first().snapshots(appTag('phone'))).toHaveLength(1);
    await second().copyFrom(first());
    const [kept, ...more] = await second().snapshots(appTag('phone'));
    expect(more).toHaveLength(1);
    const target = join(root, 'read-back');
    const { code } = await runRestic({
      executable,
      args: ['restore', kept!.id, '--target', target],
      env: {
        RESTIC_REPOSITORY: `s3:${s3.url}/backups/second`,
        RESTIC_PASSWORD: 'of the second',
        RESTIC_CACHE_DIR: join(root, 'cache'),
        ...s3Env(),
      },
    });
    expect(code).toBe(0);
    expect(readFileSync(join(target, root, 'staging', 'phone', 'data'), 'utf8')).toBe('data of phone');
  });

  it('is told that the first cannot be opened', async () => {
    await expect(second().copyFrom(open(join(root, 'first'), 'a wrong one'))).rejects.toEqual(
      coded('RepositoryPasswordWrong'),
    );
    await expect(second().copyFrom(open(join(root, 'nowhere'), 'x'))).rejects.toEqual(
      coded('RepositoryMissing'),
    );
  });
});
