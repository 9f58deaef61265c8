/** Plans whose last steps hold no lock and that ask nobody, with a Temporal for each file of tests. */
import type { BackupPlan } from '../../../src/protocol/plan';
import type { Step } from '../../../src/protocol/steps/step';
import { type FakeApp } from '../fakes';
import { planOf, step } from '../plans';
import { resultOf, World, type Run } from '../world';

export let world: World;
beforeAll(async () => (world = await World.create()));
afterAll(() => world.end());

let count = 0;
export const free = (id: string, more: Partial<Step> = {}) =>
  step(id, {
    call: { run: 'snapshotCopies', args: { host: 'web1' } },
    undo: undefined,
    unlocked: true,
    ...more,
  });

/** With the step that makes it count. */
export const recorded = [step('a'), free('d', { commits: true }), free('e', { onFailure: 'warn' })];

/** Two that copy, three that need no lock. */
export function backupApp(
  more: Partial<BackupPlan> = {},
  steps = [step('a'), step('b'), free('c'), free('d'), free('e', { onFailure: 'warn' })],
): FakeApp {
  const { scope, ...base } = planOf(steps);
  const { release: _, from: __, to: ___, ...rest } = base;
  const backup = { sources: [], commit: 'b'.repeat(40), version: '1.3' };
  return world.appOf({
    ...rest,
    scope: { ...scope, app: `backup${count++}` },
    kind: 'backup',
    backup,
    neverAsks: true,
    ...more,
  } as BackupPlan);
}
export const start = (app: FakeApp, request: object = {}): Promise<Run> =>
  world.start(app, request, 'backup');
export const run = async (app: FakeApp, request: object = {}) => resultOf(await start(app, request));
export const begun = ['acquireLock', 'planBackup'];
/** Which of the two comes first is nobody's business. */
export const beside = (calls: string[]): string[] => calls.filter((call) => call !== 'releaseLock');
