/** Several hosts are upgraded one after the other, on a real Temporal. */
import { patchPlan } from '../../plan/patch/sample';
import { fails, hangs, type FakeApp } from '../fakes';
import { resultOf, statesOf, until, World, type Run } from '../world';

let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

let names = 0;

/** Hosts of their own, so that no two tests meet. */
function hosts(): [string[], FakeApp[]] {
  const all = ['a', 'b', 'c'].map((name) => `web${++names}${name}`);
  return [all, all.map((host) => world.appOf(patchPlan({}, { reboot: 'needed' }, host)))];
}

const start = (all: string[]): Promise<Run> =>
  world.env.client.workflow.start('patchHosts', {
    taskQueue: 'test',
    workflowId: `patch-${all[0]}`,
    args: [{ hosts: all, reboot: 'needed', by: 'anna' }],
  }) as Promise<Run>;

it('upgrades one after the other', async () => {
  const [all, fakes] = hosts();
  const result = await resultOf(await start(all));
  expect(result).toMatchObject({ outcome: 'succeeded', failure: null });
  for (const fake of fakes)
    expect(fake.calls).toEqual([
      'acquireLock',
      'planPatch',
      'hold',
      'upgrade',
      'reboot',
      'await',
      'free',
      'releaseLock',
    ]);
});

it('begins none behind the first that does not come back, whose apps may be worked on again', async () => {
  const [all, fakes] = hosts();
  fakes[1]!.on('reboot', fails('HostNotBack'));
  const result = await resultOf(await start(all));
  expect(result).toMatchObject({ outcome: 'failed', failure: { code: 'PatchFailed' } });
  expect(result.failure!.message).toBe(`${all[1]}: HostNotBack; not begun: ${all[2]}`);
  expect(Object.values(statesOf(result))).toEqual(['done', 'failed', 'skipped']);
  expect(fakes[1]!.calls).toContain('undo hold');
  expect(fakes[2]!.calls).toEqual([]);
});

it('ends with the host under way where it is cancelled', async () => {
  const [all, fakes] = hosts();
  fakes[0]!.on('upgrade', hangs);
  const run = await start(all);
  await until(() => fakes[0]!.calls.includes('upgrade'));
  await run.cancel();
  expect(await resultOf(run)).toMatchObject({ outcome: 'cancelled' });
  expect(fakes[0]!.calls).toContain('undo hold');
  expect(fakes[1]!.calls).toEqual([]);
});
