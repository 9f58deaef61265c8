/** The real night, over runs of apps that do what their names say. Bundled by nightlyBackup.test.ts. */
import { ApplicationFailure, CancellationScope, proxyActivities, sleep } from '@temporalio/workflow';

export { nightlyBackup } from '../../src/workflows/nightlyBackup';

const { triesOf } = proxyActivities<{ triesOf(app: string): Promise<number> }>({ startToCloseTimeout: '10s' });

/** `hangs`, `ScriptFailed`, `LockWaitTimeout-once`; any other name succeeds. */
export async function backup({ app }: { app: string }): Promise<void> {
  const tries = await triesOf(app);
  const [, code, once] = /^([A-Z]\w+?)(-once)?$/.exec(app) ?? [];
  if (app === 'hangs') await CancellationScope.current().run(() => sleep('1h'));
  if (code !== undefined && !(once && tries > 1)) throw failed(app, code);
}

/** As a run ends: its text is a whole sentence, and its result goes along. */
function failed(app: string, code: string): ApplicationFailure {
  const message = `${app} failed`;
  return ApplicationFailure.nonRetryable(`${code}: ${message} (hint: see why)`, code, { outcome: 'failed', failure: { code, message } });
}
