/** Stops the app's containers; what holds data stays. */
import { stop } from '../../../host/commands/docker';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import { appContainers, isRunning } from '../../app/containers';
import type { StepSite } from '../../app/site';

/** Longer than any sensible stop_grace_period; Docker kills the container after that period anyway. */
const STOP_MS = 10 * 60_000;

export async function stopServices(site: StepSite, args: ReleaseStepArgs['stopServices']): Promise<string> {
  const running = (await appContainers(site)).filter((c) => isRunning(c) && !args.except.includes(c.service));
  if (running.length > 0) await site.change(stop(running.map((c) => c.id)), { timeout: STOP_MS });
  return running.length > 0 ? `stopped ${running.map((c) => c.service).join(', ')}` : 'nothing ran';
}
