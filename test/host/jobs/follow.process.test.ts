import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createJobs } from '../../../src/host/jobs';
import type { Host } from '../../../src/host/types';
import { count, describeJobs, folder, host, job, jobs, sshd, until } from './rig';

describeJobs('the output of jobs', () => {
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
  const pollsWith = async (flock: string): Promise<Record<string, number>> => {
    const bin = join(sshd.folder, `bin-${count}`);
    const log = join(sshd.folder, `polls-${count}`);
    mkdirSync(bin, { recursive: true });
    for (const [name, script] of Object.entries({ sleep: 'exec /usr/bin/sleep "$@"', flock }))
      writeFileSync(join(bin, name), `#!/bin/sh\necho ${name} >>${log}\n${script}\n`, { mode: 0o755 });
    const stream: Host['stream'] = (argv, options) =>
      host.stream(argv[2] === 'follow' ? ['env', `PATH=${bin}:/usr/bin:/bin`, ...argv] : argv, options);
    const spec = job('echo begun; sleep 1.2; echo ended', { id: `polled-${count}` });
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
    expect(await pollsWith('exec /usr/bin/flock "$@"')).toEqual({ sleep: 0, flock: 2 });
  });

  test.each([
    ['is missing', 'exit 127'],
    ['knows no limit', 'exit 1'],
    ['finds no lock', 'exit 0'],
  ])('where flock %s, the job is polled', async (_, flock) => {
    const { sleep: sleeps, flock: tried } = await pollsWith(flock);
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

  test('keeps as much output as asked for, and the end', async () => {
    const { state, tail } = await jobs.run(job('seq 1 200000', { cap: 100_000 }));
    expect(state).toEqual({ state: 'done', code: 0 });
    expect(statSync(join(folder, 'job/out')).size).toBeLessThan(101_000);
    expect(tail.endsWith('199999\n200000\n')).toBe(true);
  });

  test('a line that the beginning of the tail cuts is left out: it may be half of a secret', async () => {
    const { tail } = await jobs.run(job('head -c 20000 /dev/zero | tr "\\0" s; echo; echo end'));
    expect(tail).toBe('end\n');
  });
});
