import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../../src/host/guard';
import { createJobs } from '../../../src/host/jobs';
import { createSshHosts } from '../../../src/host/ssh';
import type { Host, JobSpec } from '../../../src/host/types';
import { isRoot } from '../sshd';
import { app, commandLines, describeJobs, folder, host, job, jobs, named, sshd, until } from './rig';

describeJobs('jobs', () => {
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

  test('a job that cannot have begun is started and followed, and nothing else is asked', async () => {
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
    // If that is wrong it does no harm.
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
