import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Deps } from '../../../src/activities/deps';
import { stepOn } from '../../../src/activities/scope/step';
import type { ScopeSite } from '../../../src/activities/scope/types';
import type { HostScope } from '../../../src/protocol/scope';
import type { StepContext } from '../../../src/protocol/steps/activities';

/** The jobs that an undo leaves running when it begins, by what is behind run and activity. */
async function leftRunning(ordinal: number): Promise<string[]> {
  let kept: string[] = [];
  const site = {
    scope: { kind: 'host', host: 'hornbill' },
    host: {},
    paths: { jobs: '/jobs' },
    guard: { beginUndo: async () => undefined },
    jobs: { cancelAll: async (_: string, except: string[]) => ((kept = except), []) },
  } as unknown as ScopeSite;
  const context = { direction: 'undo', ordinal, lease: { token: 1 } } as unknown as StepContext<HostScope>;
  const environment = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  await environment.run(() => stepOn({} as Deps, site, context));
  return kept.map((id) => id.split('.').at(-1)!);
}

test('another attempt of an undo goes on with the job of that attempt’s own retry', async () => {
  expect(await leftRunning(0)).toEqual(['0', '1', '2']);
  expect(await leftRunning(2)).toEqual(['6', '7', '8']);
});
