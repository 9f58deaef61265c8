/** The real night, over runs of apps that do what their names say. Bundled by the tests of the night. */
import { ApplicationFailure, CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';

export { nightlyBackup } from '../../../src/workflows/backup/nightlyBackup';

interface Request {
  app: string;
  lockLimit?: number;
}

const { triesOf } = proxyActivities<{ triesOf(request: Request): Promise<number> }>({
  startToCloseTimeout: '10s',
});

/**
 * `hangs`, `deaf` (to a cancel, too), `recorded` and `damaged` (when a cancel comes), `nothing`,
 * `ScriptFailed`, `LockWaitTimeout-once`; any other name succeeds.
 */
export async function backup(request: Request): Promise<object> {
  const { app } = request;
  const tries = await triesOf(request);
  const [, code, once] = /^([A-Z]\w+?)(-once)?$/.exec(app) ?? [];
  if (app === 'hangs') await sleep('1h');
  if (app === 'deaf') await CancellationScope.nonCancellable(() => sleep('1h'));
  if (app === 'recorded') await sleep('1h').catch(() => undefined);
  if (app === 'damaged') {
    await sleep('1h').catch(() => undefined);
    throw failed(app, 'CopyDamaged');
  }
  if (code !== undefined && !(once && tries > 1)) throw failed(app, code);
  return app === 'nothing'
    ? { outcome: 'unchanged', warnings: ['nothing lies there'] }
    : { outcome: 'succeeded', warnings: [] };
}

/** As a run ends: its text is a whole sentence, and its result goes along. */
function failed(app: string, code: string): ApplicationFailure {
  const message = `${app} failed`;
  return ApplicationFailure.nonRetryable(`${code}: ${message} (hint: see why)`, code, {
    outcome: 'failed',
    failure: { code, message },
  });
}
