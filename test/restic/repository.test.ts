/** Real restic on real repositories: a folder, and an S3 server. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appTag, openRestic, type Restic } from '../../src/restic';
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
  ['S3', () => open(`s3:${s3.url}/backups`, 'a password', s3Env()), () => open(`s3:${s3.url}/backups`, 'another one', s3Env())],
];

describe.each(places)('a repository in %s', (_, right, wrong) => {
  it('is missing, then made once, and opens by its password alone', async () => {
    const restic = right();
    expect(await restic.exists()).toBe(false);
    await expect(restic.snapshots()).rejects.toEqual(coded('RepositoryMissing'));
    expect(await restic.init()).toMatch(/^[0-9a-f]{64}$/);
    expect(await restic.exists()).toBe(true);
    await expect(restic.init()).rejects.toEqual(coded('RepositoryExists'));
    await expect(wrong().init()).rejects.toEqual(coded('RepositoryPasswordWrong'));
    await expect(wrong().snapshots()).rejects.toEqual(coded('RepositoryPasswordWrong'));
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
    expect(only).toMatchObject({ id: summary.snapshot, host: 'toucan', tags: ['app=phone'], bytes: content.length, files: 1 });
    expect(await restic.snapshots(appTag('site'))).toEqual([]);
    expect(await restic.size()).toBeGreaterThan(0);
    await restic.check(1, 1);
  });
});

it('S3 that is away is no missing repository, and its credentials are in no message', async () => {
  await s3.stop();
  const restic = openRestic({ executable, repository: { url: `s3:${s3.url}/backups`, password: 'a password', env: s3Env() }, cache: join(root, 'cache') });
  const abort = new AbortController();
  // restic itself would try for a quarter of an hour.
  const late = setTimeout(() => abort.abort(new Error('late')), 5_000);
  const asked = openRestic({
    executable,
    repository: { url: `s3:${s3.url}/backups`, password: 'a password', env: s3Env() },
    cache: join(root, 'cache'),
    signal: abort.signal,
  });
  const failure = await asked.snapshots().catch((error: Error) => error);
  clearTimeout(late);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toEqual(coded('RepositoryMissing'));
  expect(String(failure)).not.toContain(s3.secret);
  await s3.start();
  expect(await restic.snapshots()).toHaveLength(1);
});

it('a half year of nights leaves 7 daily, 4 weekly, 3 monthly, also of an app that has changed hosts; snapshots without an app stay', async () => {
  const restic = open(join(root, 'half-year'));
  await restic.init();
  const path = source('moved', 'rows');
  const last = Date.UTC(2026, 5, 30, 3);
  const nights = Array.from({ length: 182 }, (_, night) => new Date(last - night * 86_400_000)).reverse();
  await restic.backup({ path, host: 'toucan', tags: [], time: '2025-12-01 03:00:00' });
  const todo = [...nights.entries()];
  // Some at once: a small backup mostly waits, for the key and to be sure of its lock.
  const lane = async (): Promise<void> => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      const [n, night] = next;
      const time = night.toISOString().slice(0, 19).replace('T', ' ');
      await restic.backup({ path, host: n < 100 ? 'hornbill' : 'toucan', tags: [appTag('moved')], time });
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  const { kept, removed } = await restic.forget(appTag('moved'), { daily: 7, weekly: 4, monthly: 3 });
  expect(kept + removed).toBe(182);
  const left = await restic.snapshots(appTag('moved'));
  expect(left).toHaveLength(kept);
  const days = left.map(({ time }) => time.slice(0, 10));
  // 24 to 30 June by day; the weeks that end on 14, 21, 28 June and the running one; the last of April, May, June.
  expect(days).toEqual([
    '2026-04-30',
    '2026-05-31',
    '2026-06-14',
    '2026-06-21',
    '2026-06-24',
    '2026-06-25',
    '2026-06-26',
    '2026-06-27',
    '2026-06-28',
    '2026-06-29',
    '2026-06-30',
  ]);
  expect(await restic.snapshots()).toHaveLength(kept + 1);
  await restic.prune();
  await restic.check(1, 1);
});

it('a lock of a process that is gone is removed', async () => {
  const restic = open(join(root, 'locked'));
  await restic.init();
  const locks = join(root, 'locked', 'locks');
  const abort = new AbortController();
  const env = { RESTIC_REPOSITORY: join(root, 'locked'), RESTIC_PASSWORD: 'a password', RESTIC_CACHE_DIR: join(root, 'cache') };
  // It keeps its lock while it waits for its input. As long as nobody has waited for it, a dead process counts as one.
  const holder = runRestic({
    executable: 'sh',
    args: ['-c', '"$0" backup --stdin-from-command -- sleep 8 >/dev/null 2>&1 & pid=$!; sleep 3; kill -KILL $pid; wait $pid', executable],
    env,
    signal: abort.signal,
  });
  await holder;
  expect(readdirSync(locks)).toHaveLength(1);
  // Needs the repository for itself.
  await restic.prune();
  expect(readdirSync(locks)).toEqual([]);
});

it('files that cannot be read: the snapshot is kept, and it is a failure', async () => {
  const restic = open(join(root, 'partial'));
  await restic.init();
  const path = source('partial', 'rows');
  // Root reads everything; a folder that is gone nobody can.
  const failure = await restic.backup({ path: join(path, 'gone'), host: 'toucan', tags: [appTag('partial')] }).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toEqual(coded('Internal'));
});

it('a damaged pack is found by reading it back', async () => {
  const restic = open(join(root, 'damaged'));
  await restic.init();
  await restic.backup({ path: source('damaged', 'rows'.repeat(50_000)), host: 'toucan', tags: [appTag('damaged')] });
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
  const described = async (restic: Restic) => (await restic.snapshots()).map(({ time, host, tags, bytes }) => ({ time, host, tags, bytes }));

  beforeAll(async () => {
    await first().init();
    await second().init(first());
    for (const app of ['phone', 'site']) await first().backup({ path: source(app, `data of ${app}`), host: 'toucan', tags: [appTag(app)] });
  });

  it('gets what it lacks, each with its time, host and tags, and nothing twice', async () => {
    await second().copyFrom(first());
    expect(await described(second())).toEqual(await described(first()));
    await second().copyFrom(first());
    expect(await second().snapshots()).toHaveLength(2);
    await first().backup({ path: source('phone', 'data of the next day'), host: 'toucan', tags: [appTag('phone')] });
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
      env: { RESTIC_REPOSITORY: `s3:${s3.url}/backups/second`, RESTIC_PASSWORD: 'of the second', RESTIC_CACHE_DIR: join(root, 'cache'), ...s3Env() },
    });
    expect(code).toBe(0);
    expect(readFileSync(join(target, root, 'staging', 'phone', 'data'), 'utf8')).toBe('data of phone');
  });

  it('is told that the first cannot be opened', async () => {
    await expect(second().copyFrom(open(join(root, 'first'), 'a wrong one'))).rejects.toEqual(coded('RepositoryPasswordWrong'));
    await expect(second().copyFrom(open(join(root, 'nowhere'), 'x'))).rejects.toEqual(coded('RepositoryMissing'));
  });
});
