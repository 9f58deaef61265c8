/** Two nights at one repository, and what an attempt that was cut short has left there. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { withExclusiveRepository } from '../../../../src/activities/backup/night/exclusive-repository';
import type { Deps } from '../../../../src/activities/deps';
import { backupPaths, recordChild } from '../../../../src/backup';
import type { RepositoryConfig } from '../../../../src/fleet/file';
import { identify } from '../../../../src/lib/process';

let folder: string;
let mark: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-exclusive-'));
  mark = backupPaths(folder).mark('.repository', 'child');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const start = (): ChildProcess => {
  const child = spawn('sleep', ['100']);
  children.push(child);
  return child;
};
const runs = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null;

const quietly = (): MockActivityEnvironment =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });

let started: (pid: number) => void;
const deps = {
  restic: async (_: RepositoryConfig, { onChild }: { onChild: (pid: number) => void }) => {
    started = onChild;
    return {};
  },
} as unknown as Deps;
const night = (work: () => Promise<unknown>, environment = quietly()): Promise<unknown> =>
  environment.run(() => withExclusiveRepository(deps, {} as RepositoryConfig, folder, work));

/** A night whose restic runs until it is ended from here. */
async function prune(): Promise<{ restic: ChildProcess; done: Promise<unknown> }> {
  let restic: ChildProcess | undefined;
  const done = night(async () => {
    restic = start();
    started(restic.pid!);
    await once(restic, 'close');
  });
  while (!restic || !existsSync(mark)) await sleep(5);
  return { restic, done };
}

it('waits for the restic of another night, and does not touch it', async () => {
  const { restic, done } = await prune();
  let began = false;
  const other = night(async () => void (began = true));
  await sleep(200);
  expect([runs(restic), began]).toEqual([true, false]);
  restic.kill('SIGTERM');
  await Promise.all([done, other]);
  expect([began, restic.signalCode]).toEqual([true, 'SIGTERM']);
  expect(existsSync(mark)).toBe(false);
});

it('gives its place up when it is cancelled while it waits, and its turn back when it fails', async () => {
  const { restic, done } = await prune();
  const environment = quietly();
  const cancelled = night(async () => {}, environment);
  const failing = night(async () => {
    throw new Error('no');
  });
  await sleep(50);
  const details = {
    cancelRequested: true,
    notFound: false,
    paused: false,
    timedOut: false,
    workerShutdown: false,
    reset: false,
  };
  environment.cancel('CANCELLED', new ActivityCancellationDetails(details));
  await expect(cancelled).rejects.toThrow();
  expect(runs(restic)).toBe(true);
  restic.kill('SIGTERM');
  await done;
  await expect(failing).rejects.toThrow('no');
  expect(await night(async () => 'done')).toBe('done');
});

it('ends what an attempt of this worker has left, and what a dead worker has', async () => {
  for (const worker of [identify(process.pid), { pid: 1, started: 'long ago' }, undefined]) {
    const left = start();
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, JSON.stringify({ ...identify(left.pid!), worker }));
    const closed = once(left, 'close');
    expect(await night(async () => runs(left))).toBe(false);
    expect(await closed).toEqual([null, 'SIGINT']);
  }
});

it('leaves the restic of another living worker untouched, and fails', async () => {
  const [worker, restic] = [start(), start()];
  await recordChild(mark, restic.pid!);
  writeFileSync(mark, JSON.stringify({ ...identify(restic.pid!), worker: identify(worker.pid!) }));
  await expect(night(async () => 'done')).rejects.toMatchObject({ code: 'RepositoryLocked' });
  expect([runs(restic), existsSync(mark)]).toEqual([true, true]);
  restic.kill('SIGKILL');
  await once(restic, 'close');
  expect(await night(async () => 'done')).toBe('done');
});
