/**
 * `roost up` with newer code, while runs are in flight: the old
 * worker hands over, and all of them complete.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskQueue } from '../../src/protocol/names';
import { up } from '../../src/services/up';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import type { deploy } from '../../src/workflows/release/deploy';
import { bundleOf, type Edits } from '../histories/support/bundle';
import { recreate, rolling } from '../histories/support/plans';
import { answer, resultOf, until, waitingOf, type Run } from '../workflows/world';
import { dropEnv, freshEnv } from './support/state';
import { workerEntry } from './support/worker';

/** One more command at the beginning of every run, and one at its end. */
const changed = (first: string, last: string): Edits => ({
  'run/runPlanned.ts': [
    [
      'import type { Lease }',
      "import { patched } from '@temporalio/workflow';\nimport { activity } from './activities';\nimport type { Lease }",
    ],
    [
      "    list.phase('locking');\n",
      `    if (${first}) await activity('listReleases', 'Look first')((scope as { app: string }).app);\n    list.phase('locking');\n`,
    ],
    [
      '  try {\n    await lock.release',
      `  try {\n    if (${last}) await activity('listReleases', 'Look last')(list.progress().plan!.scope.app as string);\n    await lock.release`,
    ],
  ],
});

const versions = {
  old: {},
  new: changed("patched('look-first')", "patched('look-last')"),
  careless: changed('patched.length > 0', 'false'),
};

let env: NodeJS.ProcessEnv;
let temporal: Temporal;
const lines: string[] = [];

const file = (name: string): string => join(env.XDG_STATE_HOME as string, name);
const tell = (name: string): void => writeFileSync(file(name), '');
const untell = (name: string): void => rmSync(file(name));
const callsOf = (app: string): string[] =>
  readFileSync(file(`${app}.log`), { encoding: 'utf8', flag: 'a+' })
    .trim()
    .split('\n');

/** Brings that version up, as `roost up` does after an update. */
async function update(version: keyof typeof versions): Promise<void> {
  const fixture = workerEntry.map((arg) => arg.replace(/worker\.ts$/, 'deploy-worker.ts'));
  await up({
    env,
    port: 0,
    uiPort: 0,
    entry: [...fixture, file(`${version}.js`), version],
    log: (line) => void lines.push(line),
  });
}

const start = (app: string): Promise<Run> =>
  temporal.client.workflow.start<typeof deploy>('deploy', {
    taskQueue,
    workflowId: `deploy-${app}`,
    args: [{ app, by: 'anna' }],
  });

const oldSteps = recreate().steps.map(({ id }) => id);
const newSteps = rolling().steps.map(({ id }) => id);

beforeAll(async () => {
  env = { ...freshEnv() };
  env.ROOST_TEST_FOLDER = env.XDG_STATE_HOME;
  for (const [version, edits] of Object.entries(versions))
    writeFileSync(file(`${version}.js`), (await bundleOf(edits, false)).code);
  await update('old');
  temporal = await connectClient({ env });
}, 120_000);
afterAll(async () => {
  await temporal.close();
  await dropEnv(env);
});

test('runs that wait for the lock, for a step and for a decision complete with a changed engine and planner', async () => {
  tell('locked.held');
  tell('building.build.lasts');
  tell('asking.postdeploy.lost');
  const runs = await Promise.all(['locked', 'building', 'asking'].map(start));
  const [locked, , asking] = runs as [Run, Run, Run];
  await waitingOf(asking);
  await until(() => callsOf('building').at(-1) === 'old build');
  await until(async () => (await locked.describe()).raw.pendingActivities?.[0]?.attempt);

  await update('new');
  expect(lines).toContain('restarting the worker: it runs older code');
  // The step was handed over and is looked at again, at once.
  await until(() => callsOf('building').at(-1) === 'new build');
  ['locked.held', 'building.build.lasts'].forEach(untell);
  await answer(asking, 'retry');

  for (const run of runs) expect(await resultOf(run)).toMatchObject({ outcome: 'succeeded', warnings: [] });
  const rest = (steps: string[], from: string) => steps.slice(steps.indexOf(from));
  const by = (version: string, calls: string[]) => calls.map((call) => `${version} ${call}`);
  // It had no plan yet: it gets one of the new planner. None of them looks first, since that lay behind them.
  expect(callsOf('locked')).toEqual(
    by('new', ['acquireLock', 'planDeploy', ...newSteps, 'listReleases', 'releaseLock']),
  );
  expect(callsOf('building')).toEqual([
    ...by('old', ['acquireLock', 'planDeploy', ...oldSteps.slice(0, oldSteps.indexOf('build') + 1)]),
    ...by('new', [...rest(oldSteps, 'build'), 'listReleases', 'releaseLock']),
  ]);
  expect(callsOf('asking')).toEqual([
    ...by('old', ['acquireLock', 'planDeploy', ...oldSteps.slice(0, oldSteps.indexOf('postdeploy') + 1)]),
    ...by('new', [...rest(oldSteps, 'postdeploy'), 'listReleases', 'releaseLock']),
  ]);

  expect(await resultOf(await start('fresh'))).toMatchObject({ outcome: 'succeeded' });
  expect(callsOf('fresh')).toEqual(
    by('new', ['listReleases', 'acquireLock', 'planDeploy', ...newSteps, 'listReleases', 'releaseLock']),
  );
}, 120_000);

test('a change without patched stops a run in flight where it is; the next worker goes on with it', async () => {
  await update('old');
  tell('stuck.build.lasts');
  const run = await start('stuck');
  await until(() => callsOf('stuck').at(-1) === 'old build');
  await update('careless');
  untell('stuck.build.lasts');
  await until(async () =>
    (await run.fetchHistory()).events!.some(({ workflowTaskFailedEventAttributes: failed }) =>
      failed?.failure?.message?.includes('TMPRL1100'),
    ),
  );
  // Nothing was undone, nothing was done.
  expect(callsOf('stuck').at(-1)).toBe('careless build');
  await update('new');
  expect(await resultOf(run)).toMatchObject({ outcome: 'succeeded' });
}, 120_000);
