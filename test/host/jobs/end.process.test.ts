import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync, unlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { commandLines, count, describeJobs, folder, job, jobs, named, until } from './rig';

describeJobs('the end of jobs', () => {
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
});
