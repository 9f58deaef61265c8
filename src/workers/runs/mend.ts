/** Starts what a backup has left stopped that was ended from outside: its own undo did not run. */
import type { Client } from '@temporalio/client';
import type { FinishedRun } from '../../activities/reports/types';
import { backupId, taskQueue } from '../../protocol/names';
import type { backup } from '../../workflows/backup/backup';

const ENDED = ['terminated', 'timed out'];

/** Where another backup has begun meanwhile, that starts it. */
export async function mendBackup(client: Client, { report, result, workflowId }: FinishedRun): Promise<void> {
  const { app, workflow } = report;
  if (workflow !== 'backup' || app === null || !ENDED.includes(result)) return;
  const reason = `${workflowId} was ${result}: what it has left stopped starts again`;
  try {
    await client.workflow.start<typeof backup>('backup', {
      taskQueue,
      workflowId: backupId(app),
      args: [{ app, mend: true, by: 'roost', reason }],
      staticSummary: `start ${app} again, where its backup has left it stopped`,
    });
  } catch (error) {
    if ((error as Error).name !== 'WorkflowExecutionAlreadyStartedError') throw error;
  }
}
