/** Real rsync, over real SSH, to a real sshd. */
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { dirname, join } from 'node:path';
import { errors } from '../../src/errors';
import { pull } from '../../src/host/pull';
import type { PullProgress } from '../../src/host/pull/progress';
import type { PullRequest } from '../../src/host/pull/request';
import { createSshHosts } from '../../src/host/ssh';
import type { SshHosts, Host } from '../../src/host/types';
import { describeWithSshd, isRoot, startSshd, type Sshd } from './sshd';

const coded = (code: string) => expect.objectContaining({ code });
const MB = 1024 * 1024;
const testAsRoot = isRoot ? test : test.skip;
const rsyncs = (text: string) =>
  execFileSync('ps', ['-eo', 'user:32,args'])
    .toString()
    .split('\n')
    .filter((line) => line.includes('rsync') && line.includes(text));
const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline;) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`did not come about: ${holds}`);
}

describeWithSshd('pull', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;
  let here: string;
  let from: string;
  let to: string;
  let count = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
    host = ssh.host(sshd.target());
    here = mkdtempSync(join(os.tmpdir(), 'roost-pulled-'));
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
    rmSync(here, { recursive: true, force: true });
  });
  beforeEach(() => {
    from = join(sshd.folder, `app ${count}`);
    to = join(here, String(count++));
    for (const folder of [from, to]) mkdirSync(folder);
  });
  const put = (path: string, content: string | Buffer = `content of ${path}`): string => {
    const file = join(from, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  };
  const get = (more: Partial<PullRequest> = {}) =>
    pull(host, { from, to, timeout: 60_000, signal: new AbortController().signal, ...more });
  const list = (folder: string) => (readdirSync(folder, { recursive: true }) as string[]).sort();

  test('content, modes, times, links, and names of any kind', async () => {
    const names = ['a b', `it's "quoted"`, 'two\nlines', 'ü/ö', '$(id)', '-n', '*', 'back\\slash', '.hidden'];
    for (const name of names) put(name);
    put('empty', '');
    mkdirSync(join(from, 'no files'));
    chmodSync(put('script', randomBytes(300_000)), 0o750);
    chmodSync(put('closed'), 0o400);
    if (isRoot) execFileSync('chown', ['-R', sshd.user, from]);
    utimesSync(join(from, 'script'), 1_600_000_000, 1_600_000_000);
    symlinkSync('a b', join(from, 'link'));
    symlinkSync('/nowhere/at all', join(from, 'dangling'));
    expect(await get()).toMatchObject({ moved: [] });
    expect(list(to)).toEqual(list(from));
    for (const name of [...names, 'empty', 'script', 'closed'])
      expect(readFileSync(join(to, name))).toEqual(readFileSync(join(from, name)));
    expect(statSync(join(to, 'script'))).toMatchObject({ mode: 0o100750, mtimeMs: 1_600_000_000_000 });
    expect(statSync(join(to, 'closed')).mode & 0o777).toBe(0o400);
    expect([readlinkSync(join(to, 'link')), readlinkSync(join(to, 'dangling'))]).toEqual([
      'a b',
      '/nowhere/at all',
    ]);
    expect(lstatSync(join(to, 'link')).isSymbolicLink()).toBe(true);
  });

  test('a sparse file and hard links take no more room here than there', async () => {
    put('sparse', '');
    truncateSync(join(from, 'sparse'), 64 * MB);
    put('one', randomBytes(MB));
    linkSync(join(from, 'one'), join(from, 'two'));
    await get();
    expect(statSync(join(to, 'sparse'))).toMatchObject({ size: 64 * MB });
    expect(statSync(join(to, 'sparse')).blocks * 512).toBeLessThan(MB);
    expect(statSync(join(to, 'two')).ino).toBe(statSync(join(to, 'one')).ino);
  });

  test('a file that is written again within a second, at the same size, is copied again', async () => {
    put('counter', '1');
    utimesSync(join(from, 'counter'), 1_600_000_000.1, 1_600_000_000.1);
    await get();
    writeFileSync(join(from, 'counter'), '2');
    utimesSync(join(from, 'counter'), 1_600_000_000.9, 1_600_000_000.9);
    await get();
    expect(readFileSync(join(to, 'counter'), 'utf8')).toBe('2');
  });

  test('what is no file is left out, and is no failure', async () => {
    put('one');
    execFileSync('mkfifo', ['-m', '666', join(from, 'pipe')]);
    if (isRoot) execFileSync('mknod', ['-m', '666', join(from, 'null'), 'c', '1', '3']);
    await get();
    expect(list(to)).toEqual(['one']);
  });

  test('what is gone there goes here, what is excluded too, and nothing else is read', async () => {
    for (const name of ['one', 'two', 'roost/copy', 'sub/roost/kept']) put(name);
    await get();
    rmSync(join(from, 'one'));
    const seen: PullProgress[] = [];
    await get({ filter: ['- /roost'], onProgress: (progress) => seen.push(progress) });
    expect(list(to)).toEqual(['sub', 'sub/roost', 'sub/roost/kept', 'two']);
    expect(Math.max(0, ...seen.map(({ bytes }) => bytes))).toBe(0);
  });

  test('folders may be named as they like here and there', async () => {
    from = join(sshd.folder, `it's "the" ü: $(id)`);
    to = join(here, `its: 'copy' \\ ü`);
    put('file');
    await get();
    expect(list(to)).toEqual(['file']);
  });

  test('200 MB pass in bounded memory, told as they come', async () => {
    const file = put('large', Buffer.alloc(200 * MB, randomBytes(MB)));
    const first = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const seen: PullProgress[] = [];
    await get({ onProgress: (progress) => seen.push(progress) });
    clearInterval(watch);
    expect((most - first) / MB).toBeLessThan(100);
    expect(seen.at(-1)).toMatchObject({ bytes: 200 * MB, files: 1 });
    expect(seen.length).toBeGreaterThan(1);
    expect(digest(join(to, 'large'))).toBe(digest(file));
  });

  test('what is cut is a failure that is tried again, and goes on where it was', async () => {
    put('large', randomBytes(120 * MB));
    put('other', randomBytes(1_000));
    let received = 0;
    let cut = false;
    const counted = (chunk: Buffer): void => {
      received += chunk.length;
      if (cut || received < 60 * MB) return;
      cut = true;
      sshd.cut();
    };
    const counting: Host = {
      ...host,
      stream: (argv, options) =>
        host.stream(argv, { ...options, onStdout: (chunk) => (counted(chunk), options?.onStdout?.(chunk)) }),
    };
    const attempt = () => pull(counting, { from, to, timeout: 60_000, signal: new AbortController().signal });
    const failure = (await attempt().catch((error: unknown) => error)) as { code: keyof typeof errors };
    expect(failure).toEqual(coded('ConnectionLost'));
    expect(errors[failure.code].retryable).toBe(true);
    expect(existsSync(join(to, 'large'))).toBe(false);
    // A part of a file that is gone at the host when it goes on.
    mkdirSync(join(to, 'sub/.roost-partial'), { recursive: true });
    writeFileSync(join(to, 'sub/.roost-partial/gone'), 'half');
    mkdirSync(join(from, 'sub'));
    received = 0;
    await attempt();
    expect(digest(join(to, 'large'))).toBe(digest(join(from, 'large')));
    expect(received / MB).toBeLessThan(80);
    expect(list(to)).toEqual(['large', 'other', 'sub']);
  });

  test('an abort ends rsync on both sides, and is thrown as it was given', async () => {
    put('large', randomBytes(150 * MB));
    const controller = new AbortController();
    const reason = new Error('enough');
    let child = 0;
    const aborting = get({
      signal: controller.signal,
      onChild: (pid) => (child = pid),
      onProgress: ({ bytes }) => void (bytes > MB && controller.abort(reason)),
    });
    await expect(aborting).rejects.toBe(reason);
    expect(child).toBeGreaterThan(0);
    await until(() => rsyncs(`${sshd.user} `).length === 0 && rsyncs(to).length === 0);
    await expect(get({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('a limit that is over ends it', async () => {
    put('large', randomBytes(150 * MB));
    await expect(get({ timeout: 300 })).rejects.toEqual(coded('CommandTimeout'));
    await until(() => rsyncs(`${sshd.user} `).length === 0);
  });

  testAsRoot('what cannot be read is named, the rest comes over', async () => {
    put('one');
    chmodSync(put('secret'), 0o000);
    const failure = await get().catch((error: Error) => error);
    expect(failure).toEqual(coded('CopyUnreadable'));
    expect((failure as Error).message).toMatch(/on box could be read:\n[^]*secret[^]*Permission denied/);
    expect(list(to)).toEqual(['one']);
  });

  test('a folder that is gone is no empty folder', async () => {
    put('one');
    await get();
    rmSync(from, { recursive: true });
    await expect(get()).rejects.toEqual(coded('CopyUnreadable'));
    expect(list(to)).toEqual(['one']);
  });

  testAsRoot('a host without rsync is told', async () => {
    const bare = await startSshd({ profile: 'PATH=/nowhere' });
    const failure = await pull(ssh.host(bare.target()), {
      from,
      to,
      timeout: 20_000,
      signal: new AbortController().signal,
    }).catch((error: unknown) => error);
    await bare.stop();
    expect(failure).toEqual(
      expect.objectContaining({ code: 'HostMisconfigured', message: 'box has no rsync.' }),
    );
  });

  test('a control host without rsync is told', async () => {
    const { PATH } = process.env;
    process.env.PATH = here;
    const failure = await get().catch((error: unknown) => error);
    process.env.PATH = PATH;
    expect(failure).toEqual(coded('ToolMissing'));
  });

  testAsRoot('a full disk here is told as such, and nothing goes on at the host', async () => {
    put('large', randomBytes(60 * MB));
    const small = join(here, 'small');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small]);
    try {
      await expect(get({ to: small })).rejects.toEqual(
        expect.objectContaining({ code: 'DiskFull', message: expect.stringContaining('control host') }),
      );
      await until(() => rsyncs(`${sshd.user} `).length === 0);
    } finally {
      execFileSync('umount', [small]);
    }
  });

  test('an rsync that ends before it has asked for anything is tried again', async () => {
    const killing = get({ onChild: (pid) => void process.kill(pid, 'SIGKILL') });
    await expect(killing).rejects.toEqual(coded('ConnectionLost'));
  });
});
