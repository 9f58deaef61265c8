/** Whether a host's Docker Engine listens: its pid file does not tell, which is there before it does and after. */
import type { Host } from '../../host/types';
import { shellScript } from '../../lib/shell-script';
import type { StepSite } from './site';

const waitForDaemon = shellScript(__dirname, 'wait-for-daemon');

/** In the words of Docker before and since version 29. */
export const noEngine = /Cannot connect to the Docker daemon|failed to connect to the docker API/i;

/** Where nobody may ask it, or there is none, it is not: whatever failed then failed by itself. */
export async function isDeaf(host: Pick<Host, 'exec'>): Promise<boolean> {
  const { code, stderr } = await host.exec(['docker', 'version', '--format', '{{.Server.Version}}'], {
    ok: [0, 1, 126, 127],
  });
  return code !== 0 && noEngine.test(stderr);
}

/** At most a minute: whoever needs it then sees for themselves. */
export async function untilListening(site: Pick<StepSite, 'read'>): Promise<void> {
  await site.read(waitForDaemon('60'), { timeout: 90_000 });
}
