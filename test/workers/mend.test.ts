import type { Client } from '@temporalio/client';
import type { FinishedRun } from '../../src/activities/reports/types';
import { mendBackup } from '../../src/workers/runs/mend';

async function begun(run: { workflow?: string; result?: string }, failure?: string): Promise<unknown[]> {
  const started: unknown[] = [];
  const start = async (workflow: string, { workflowId, args }: { workflowId: string; args: unknown[] }) => {
    started.push([workflow, workflowId, ...args]);
    if (failure) throw Object.assign(new Error(failure), { name: failure });
  };
  const report = { app: 'phone', workflow: run.workflow ?? 'backup' };
  const ended = { report, result: run.result ?? 'terminated', workflowId: 'backup-phone' };
  await mendBackup({ workflow: { start } } as unknown as Client, ended as FinishedRun);
  return started;
}

it.each(['terminated', 'timed out'])(
  'what a backup that was %s has left stopped starts again',
  async (result) => {
    expect(await begun({ result })).toEqual([
      [
        'backup',
        'backup-phone',
        {
          app: 'phone',
          mend: true,
          by: 'roost',
          reason: `backup-phone was ${result}: what it has left stopped starts again`,
        },
      ],
    ]);
  },
);

it('nothing begins after a run that has ended by itself, or is no backup, nor beside another backup', async () => {
  expect(await begun({ result: 'undone' })).toEqual([]);
  expect(await begun({ workflow: 'deploy' })).toEqual([]);
  expect(await begun({}, 'WorkflowExecutionAlreadyStartedError')).toHaveLength(1);
  await expect(begun({}, 'ServiceError')).rejects.toThrow('ServiceError');
});
