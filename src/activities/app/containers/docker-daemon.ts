/** Whether the Docker daemon of a host listens. Its pid file exists before and after it does. */
import type { Host } from '../../../host/types';
import { shellScript } from '../../../lib/shell-script';
import type { StepSite } from '../site';

const waitScript = shellScript(__dirname, 'wait-for-daemon');

/** Docker's message before version 29, and since. */
export const DAEMON_DOWN = /Cannot connect to the Docker daemon|failed to connect to the docker API/i;

/** False if Docker is not installed or the user may not use it. */
export async function isDaemonDown(host: Pick<Host, 'exec'>): Promise<boolean> {
  const { code, stderr } = await host.exec(['docker', 'version', '--format', '{{.Server.Version}}'], {
    ok: [0, 1, 126, 127],
  });
  return code !== 0 && DAEMON_DOWN.test(stderr);
}

/** Waits at most a minute. Does not fail: the caller's next command does. */
export async function waitForDaemon(site: Pick<StepSite, 'read'>): Promise<void> {
  await site.read(waitScript('60'), { timeout: 90_000 });
}
