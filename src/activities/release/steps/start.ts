/** `recreate`: the release becomes the one in the app's folder, and starts. */
import { RoostError } from '../../../errors';
import * as commands from '../../../host/commands/compose';
import { rename, start } from '../../../host/commands/docker';
import { lastLines } from '../../../lib/output-tail';
import { shellScript } from '../../../lib/shell-script';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs } from '../../../protocol/release-steps';
import { activate } from '../../app/activate';
import { composeIn } from '../../app/compose';
import { appContainers, isRunning } from '../../app/containers';
import { DAEMON_DOWN } from '../../app/docker-daemon';
import { waitHealthy } from '../../app/health';
import { reachFromProxy, setSlot } from '../../app/proxy';
import type { StepSite } from '../../app/site';

/** Another build may have moved the reference that an adopted app's Compose file asks for. */
const tagPairs = shellScript(__dirname, 'tag-pairs');

export async function startRelease(site: StepSite, args: ReleaseStepArgs['startRelease']): Promise<string> {
  const record = await activate(site, args.release);
  if (record.strategy === 'adopted') await tagImages(site, record);
  await bringUp(site, composeIn(site.scope, site.source, record.strategy !== 'adopted'), args);
  const serving = await waitHealthy(site, () => appContainers(site), args.probe, args.dataServices);
  // A release that came in by `rolling` leaves its container's name free.
  const name = site.app.container ?? serving.name;
  if (serving.name !== name) await site.change(rename(serving.id, name));
  if (site.config.proxy && site.app.proxy.switch === 'flag') {
    await setSlot(site, record.slot);
    if (record.slot) await reachFromProxy(site, record.slot, serving, args.probe);
  }
  return `${name} ${serving.health ?? 'runs'}`;
}

async function tagImages(site: StepSite, record: ReleaseRecord): Promise<void> {
  const pairs = Object.values(record.images).flatMap(({ ref, id }) =>
    ref.startsWith('sha256:') ? [] : [id, ref],
  );
  if (pairs.length > 0) await site.change(tagPairs(...pairs));
}

/**
 * Compose waits half a second at the least for what a service depends on, with the app down. Where the serving
 * container is the only one that does not run, it is made by Compose and started by Docker.
 */
async function bringUp(site: StepSite, base: string[], args: ReleaseStepArgs['startRelease']): Promise<void> {
  await up(site, commands.create(base), args.probe.wait);
  const idle = (await appContainers(site)).filter((c) => !isRunning(c));
  const [only] = idle;
  if (only && idle.length === 1 && only.service === args.probe.service)
    await up(site, start(only.id), args.probe.wait);
  else await up(site, commands.up(base, [], { noBuild: true }), args.probe.wait);
}

/** A refusal by Compose is final; a Docker that does not answer is waited for. */
export async function up(site: StepSite, argv: string[], wait: number): Promise<void> {
  try {
    await site.change(argv, { timeout: wait + 5 * 60_000 });
  } catch (error) {
    if (!(error instanceof RoostError) || error.code !== 'CommandFailed') throw error;
    const stderr = String(error.details.stderr ?? error.message).trim();
    if (DAEMON_DOWN.test(stderr) || /error during connect|connection refused/i.test(stderr)) throw error;
    throw new RoostError(
      'Unhealthy',
      `Docker Compose could not start ${site.app.name}: ${lastLines(stderr)}`,
      { app: site.app.name },
      { cause: error },
    );
  }
}
