import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../src/host/guard';
import { createJobs } from '../../src/host/jobs';
import { createSshHosts } from '../../src/host/ssh';
import type { SshHosts, Host, Jobs, JobSpec } from '../../src/host/types';
import { describeWithSshd, isRoot, startSshd, type Sshd } from './sshd';

const named = (code: string) => expect.objectContaining({ code });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const commandLines = () => execFileSync('ps', ['-eo', 'args']).toString();

describeWithSshd('jobs', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let host: Host;
  let jobs: Jobs;
  let app: string;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
    host = ssh.host(sshd.target());
    jobs = createJobs(host);
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
  });
  beforeEach(() => {
    app = join(sshd.folder, `app-${count++}`);
    folder = join(app, '.roost/jobs');
  });

  const job = (script: string, changes: Partial<JobSpec> = {}): JobSpec => ({
    folder,
    id: 'job',
    argv: ['sh', '-c', script],
    ...changes,
  });
  const until = async (holds: () => boolean | Promise<boolean>) => {
    for (let i = 0; i < 200; i++) {
      if (await holds()) return;
      await sleep(50);
    }
    throw new Error('did not come about');
  };

  test('runs with folder, environment and input; says how it ended', async () => {
    const spec = job('pwd; printf "%s|" "$A" "$B"; cat; exit 7', {
      cwd: '/tmp',
      env: { A: "it's\na $(secret)", B: '' },
      input: 'in',
    });
    expect(await jobs.run(spec)).toEqual({
      state: { state: 'done', code: 7 },
      tail: "/tmp\nit's\na $(secret)||in",
    });
    expect(await jobs.status(folder, 'job')).toEqual({ state: 'done', code: 7 });
    expect(await jobs.status(folder, 'other')).toEqual({ state: 'absent' });
  });

  test('asked for again it is not run again', async () => {
    const spec = job('echo once; echo x >>"$0"', {
      argv: ['sh', '-c', 'echo once; echo x >>"$0"', join(sshd.folder, 'again')],
    });
    const first = await jobs.run(spec);
    expect(await jobs.run(spec)).toEqual(first);
    expect(readFileSync(join(sshd.folder, 'again'), 'utf8')).toBe('x\n');
  });

  test('what nobody can have begun is started and followed, and nothing else is asked', async () => {
    await jobs.status(folder, 'x');
    const verbs: string[] = [];
    const stream: Host['stream'] = (argv, options) => {
      verbs.push(argv[2]!);
      return host.stream(argv, options);
    };
    const spec = job('', {
      argv: ['sh', '-c', 'echo out; echo x >>"$0"', join(sshd.folder, 'new')],
      isNew: true,
    });
    const counted = createJobs({ ...host, stream });
    expect(await counted.run(spec)).toEqual({ state: { state: 'done', code: 0 }, tail: 'out\n' });
    expect(verbs).toEqual(['start', 'follow']);
    // Wrongly said it does no harm.
    expect(await counted.run(spec)).toEqual({ state: { state: 'done', code: 0 }, tail: 'out\n' });
    expect(readFileSync(join(sshd.folder, 'new'), 'utf8')).toBe('x\n');
  });

  test('started at once from two connections ten times over, each runs once', async () => {
    const second = createSshHosts();
    const others = createJobs(second.host(sshd.target()));
    const marks = join(sshd.folder, 'marks');
    await jobs.status(folder, 'x');
    for (let i = 0; i < 10; i++) {
      const spec: JobSpec = { folder, id: `twin-${i}`, argv: ['sh', '-c', `echo ${i} >>${marks}; echo out`] };
      const results = await Promise.all([jobs.run(spec), others.run(spec), jobs.run(spec)]);
      for (const result of results)
        expect(result).toEqual({ state: { state: 'done', code: 0 }, tail: 'out\n' });
    }
    expect(readFileSync(marks, 'utf8')).toBe('0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n');
    await second.close();
  });

  test('goes on over cut connections; the output is whole, it ran once', async () => {
    const cutting = setInterval(() => sshd.cut(), 700);
    const chunks: Buffer[] = [];
    const offsets: number[] = [];
    const result = await jobs.run(
      job('echo begun >>"$HOME/runs-$PPID"; for i in $(seq 1 400); do echo "line $i"; sleep 0.01; done'),
      {
        onOutput: (chunk) => chunks.push(chunk),
        onBeat: (offset) => offsets.push(offset),
      },
    );
    clearInterval(cutting);
    expect(result.state).toEqual({ state: 'done', code: 0 });
    expect(Buffer.concat(chunks).toString()).toBe(
      Array.from({ length: 400 }, (_, i) => `line ${i + 1}\n`).join(''),
    );
    expect(offsets[0]).toBe(0);
    expect(result.tail.endsWith('line 400\n')).toBe(true);
  });

  /**
   * Follows a job of a second where `flock` is this script; returns how
   * often each command was called for that.
   */
  const looksWith = async (flock: string): Promise<Record<string, number>> => {
    const bin = join(sshd.folder, `bin-${count}`);
    const log = join(sshd.folder, `looks-${count}`);
    mkdirSync(bin, { recursive: true });
    for (const [name, script] of Object.entries({ sleep: 'exec /usr/bin/sleep "$@"', flock }))
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >>${log}\n${script}\n`, { mode: 0o755 });
    const stream: Host['stream'] = (argv, options) =>
      host.stream(argv[2] === 'follow' ? ['env', `PATH=${bin}:/usr/bin:/bin`, ...argv] : argv, options);
    const spec = job('echo begun; sleep 1.2; echo ended', { id: `looked-at-${count}` });
    expect(await createJobs({ ...host, stream }).run(spec)).toEqual({
      state: { state: 'done', code: 0 },
      tail: 'begun\nended\n',
    });
    const called = readFileSync(log, 'utf8').split('\n');
    return {
      sleep: called.filter((name) => name === 'sleep').length,
      flock: called.filter((name) => name === 'flock').length,
    };
  };

  test('its end is waited for by the lock of its log', async () => {
    expect(await looksWith('exec /usr/bin/flock "$@"')).toEqual({ sleep: 0, flock: 2 });
  });

  test.each([
    ['is missing', 'exit 127'],
    ['knows no limit', 'exit 1'],
    ['finds no lock', 'exit 0'],
  ])('where flock %s, it is looked for', async (_, flock) => {
    const { sleep: sleeps, flock: tried } = await looksWith(flock);
    expect(tried).toBe(1);
    expect(sleeps).toBeGreaterThan(3);
  });

  test('a later attempt reads on from its offset', async () => {
    await jobs.run(job('printf 0123456789'));
    const chunks: Buffer[] = [];
    const { tail } = await jobs.run(job('printf 0123456789'), {
      offset: 6,
      onOutput: (chunk) => chunks.push(chunk),
    });
    expect(Buffer.concat(chunks).toString()).toBe('6789');
    expect(tail).toBe('0123456789');
  });

  test('a cancel reaches grandchildren, also those that ignore TERM or left the session', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const tag = 4_000_000 + count;
    const script = `(sleep ${tag}1 & sleep ${tag}2) & setsid sleep ${tag}3 & sh -c 'trap "" TERM; sleep ${tag}4; sleep ${tag}5' & wait`;
    const running = jobs.run(job(script), { signal: controller.signal }).catch((error) => error);
    await until(() => [1, 2, 3, 4].every((i) => commandLines().includes(`sleep ${tag}${i}`)));
    const began = Date.now();
    controller.abort(reason);
    expect(await running).toBe(reason);
    expect(commandLines()).not.toContain(`sleep ${tag}`);
    // TERM first, and 10 s for those who heed it.
    expect(Date.now() - began).toBeGreaterThan(9_000);
    expect(Date.now() - began).toBeLessThan(16_000);
    expect(await jobs.status(folder, 'job')).toMatchObject({ state: 'done' });
  });

  test('one that is left runs on, and a later attempt finds it', async () => {
    const controller = new AbortController();
    const reason = new Error('left');
    const spec = job('echo begun; sleep 1.5; echo ended');
    const left = jobs
      .run(spec, { leave: controller.signal, signal: new AbortController().signal })
      .catch((error) => error);
    await until(async () => (await jobs.status(folder, 'job')).state === 'running');
    controller.abort(reason);
    expect(await left).toBe(reason);
    expect(await jobs.status(folder, 'job')).toEqual({ state: 'running' });
    expect(await jobs.run(spec)).toEqual({ state: { state: 'done', code: 0 }, tail: 'begun\nended\n' });
  });

  test('a job cancelled before it came is never started', async () => {
    expect(await jobs.cancel(folder, 'job')).toEqual({ state: 'cancelled' });
    expect((await jobs.run(job('echo ran'))).state).toEqual({ state: 'cancelled' });
  });

  test('ends all unfinished jobs but the named ones', async () => {
    const running = ['a', 'b', 'c'].map((id) => jobs.run(job('sleep 30', { id })));
    await jobs.run(job('true', { id: 'done' }));
    await until(async () =>
      (await Promise.all(['a', 'b', 'c'].map((id) => jobs.status(folder, id)))).every(
        ({ state }) => state === 'running',
      ),
    );
    expect((await jobs.cancelAll(folder, ['c'])).sort()).toEqual(['a', 'b']);
    expect(await jobs.status(folder, 'c')).toEqual({ state: 'running' });
    expect(await jobs.cancelAll(folder)).toEqual(['c']);
    expect((await Promise.all(running)).map(({ state }) => state)).toEqual(
      Array(3).fill({ state: 'done', code: 143 }),
    );
  });

  test('keeps as much output as asked for, and the end', async () => {
    const { state, tail } = await jobs.run(job('seq 1 200000', { cap: 100_000 }));
    expect(state).toEqual({ state: 'done', code: 0 });
    expect(statSync(join(folder, 'job/out')).size).toBeLessThan(101_000);
    expect(tail.endsWith('199999\n200000\n')).toBe(true);
  });

  test('of a line cut by the beginning of the tail nothing is told: it may be half of a secret', async () => {
    const { tail } = await jobs.run(job('head -c 20000 /dev/zero | tr "\\0" s; echo; echo end'));
    expect(tail).toBe('end\n');
  });

  test('a killed runner is not over while its process lives; then it is lost, and stays so', async () => {
    const seconds = 5_000_000 + count;
    const running = jobs.run(job(`sleep ${seconds}`));
    await until(() => commandLines().includes(`sleep ${seconds}`));
    const runner = Number(readlinkSync(join(folder, 'job/claim')).split(':')[1]);
    process.kill(runner, 'SIGKILL');
    await until(async () => (await jobs.status(folder, 'job')).state === 'orphaned');
    const [pid] = execFileSync('pgrep', ['-f', `^sleep ${seconds}`])
      .toString()
      .split('\n');
    process.kill(Number(pid), 'SIGKILL');
    expect((await running).state).toEqual({ state: 'lost', why: 'gone' });
    expect((await jobs.run(job(`sleep ${seconds}`))).state).toEqual({ state: 'lost', why: 'gone' });
  });

  test('a claim of another boot is lost by a reboot', async () => {
    await jobs.run(job('true'));
    unlinkSync(join(folder, 'job/rc'));
    const claim = readlinkSync(join(folder, 'job/claim'));
    unlinkSync(join(folder, 'job/claim'));
    symlinkSync(claim.replace(/:[^:]*$/, ':another-boot'), join(folder, 'job/claim'));
    expect((await jobs.run(job('true'))).state).toEqual({ state: 'lost', why: 'reboot' });
  });

  test('secrets are in no process list, and gone from the disk when it is done', async () => {
    const secret = 'hunter2-of-the-job';
    const running = jobs.run(job('cat >/dev/null; sleep 1', { env: { TOKEN: secret }, input: secret }));
    await until(() => existsSync(join(folder, 'job/job')));
    expect(statSync(join(folder, 'job/job')).mode & 0o777).toBe(0o600);
    expect(commandLines()).not.toContain(secret);
    await running;
    expect(readdirSync(join(folder, 'job')).sort()).toEqual(['claim', 'out', 'out.tail', 'rc', 'w']);
    expect(() => execFileSync('grep', ['-r', secret, folder])).toThrow();
  });

  test('has the mask of its user', async () => {
    await jobs.run(job(`umask`));
    expect(readFileSync(join(folder, 'job/out'), 'utf8')).toBe('0022\n');
  });

  test('old halves of handed-over jobs are collected', async () => {
    await jobs.run(job('true'));
    mkdirSync(join(folder, '.new-old-1'));
    utimesSync(join(folder, '.new-old-1'), new Date(0), Date.now() / 1_000 - 90_000);
    mkdirSync(join(folder, '.new-young-1'));
    await jobs.run(job('true', { id: 'next' }));
    await until(() => !existsSync(join(folder, '.new-old-1')));
    expect(existsSync(join(folder, '.new-young-1'))).toBe(true);
  });

  test('a folder that went away is not an absent job', async () => {
    await jobs.status(folder, 'job');
    rmSync(folder, { recursive: true });
    await expect(jobs.status(folder, 'job')).rejects.toEqual(named('HostMisconfigured'));
  });

  test('names that could leave the folder are refused', async () => {
    await expect(jobs.status(folder, '../x')).rejects.toEqual(named('BadRequest'));
    await expect(jobs.run(job('true', { env: { 'A;id': '' } }))).rejects.toEqual(named('BadRequest'));
  });

  describe('under the fence', () => {
    test('starts only for the holder of the lock, and does not keep the guard', async () => {
      const guard = createGuard(host, app, { wait: 5 });
      const taken = await guard.acquire({
        plane: 'p',
        workflowId: 'w',
        runId: 'a',
        workflow: 'deploy',
        by: 'ann',
      });
      const fence = {
        token: taken.got ? taken.lock.token : 0,
        runId: 'a',
        operation: 'op',
        expect: 0,
        direction: 'forward' as const,
      };
      const start = (argv: string[]) => guard.fenced(fence, argv);
      const running = jobs.run(job('echo fenced; sleep 2', { start }));
      await until(async () => (await jobs.status(folder, 'job')).state === 'running');
      const began = Date.now();
      await guard.show();
      expect(Date.now() - began).toBeLessThan(1_500);
      expect(await running).toEqual({ state: { state: 'done', code: 0 }, tail: 'fenced\n' });

      await guard.release('a', fence.token, 'op');
      await expect(jobs.run(job('echo no', { id: 'late', start }))).rejects.toEqual(named('LockLost'));
      expect(await jobs.status(folder, 'late')).toEqual({ state: 'absent' });
      expect((await jobs.run(job('echo fenced', { start }))).tail).toBe('fenced\n');
    });
  });

  (isRoot ? test : test.skip)('a full disk refuses the job whole', async () => {
    mkdirSync(app);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k,mode=0777', 'tmpfs', app]);
    try {
      await jobs.status(folder, 'job');
      execFileSync('sh', ['-c', `cat /dev/zero >${app}/fill 2>/dev/null || :`]);
      await expect(jobs.run(job('echo ran', { input: 'x'.repeat(50_000) }))).rejects.toEqual(
        named('DiskFull'),
      );
      expect(await jobs.status(folder, 'job')).toEqual({ state: 'absent' });
      rmSync(join(app, 'fill'));
      expect((await jobs.run(job('echo ran'))).tail).toBe('ran\n');
    } finally {
      execFileSync('umount', ['-l', app]);
    }
  });

  test('how long a job takes at least', async () => {
    const times: number[] = [];
    for (let i = 0; i < 15; i++) {
      const began = performance.now();
      await jobs.run(job('true', { id: `quick-${i}` }));
      times.push(performance.now() - began);
    }
    process.stderr.write(`job: median ${times.sort((a, b) => a - b)[7]!.toFixed(0)} ms\n`);
  });
});
