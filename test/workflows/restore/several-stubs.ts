/** The real restore of several apps, over runs of apps that do what their names say. */
import { ApplicationFailure, proxyActivities, sleep } from '@temporalio/workflow';

export { restoreApps } from '../../../src/workflows/restore/restoreApps';

interface Request {
  app: string;
  snapshot: string;
}

const { begun, ended } = proxyActivities<Record<'begun' | 'ended', (request: Request) => Promise<void>>>({
  startToCloseTimeout: '10s',
});

/** `fails-…` fails, `hangs-…` does not end by itself; any other name succeeds. */
export async function restore(request: Request): Promise<object> {
  await begun(request);
  if (request.app.startsWith('hangs')) await sleep('1h');
  if (request.app.startsWith('fails'))
    throw ApplicationFailure.nonRetryable('LoadFailed: it is cut (hint: see why)', 'LoadFailed', {
      outcome: 'undone',
      failure: { code: 'LoadFailed', message: 'it is cut' },
    });
  await sleep(50);
  await ended(request);
  return { outcome: 'succeeded', warnings: [] };
}
