/** `rolling`: the services beside the one that serves, once the requests are switched. */
import { RoostError } from '../../../errors';
import * as commands from '../../../host/commands/compose';
import { anyCode } from '../../../host/exit-code';
import { readUptime } from '../../../host/uptime';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { ReleaseStepArgs } from '../../../protocol/steps/release';
import { composeIn } from '../../app/compose/compose';
import { CONTENT_LABEL, contentsIn } from '../../app/compose/contents';
import { isReady, isRunning, type Container } from '../../app/containers/containers';
import { fault, pause, unhealthy } from '../../app/containers/health';
import { releaseContainers, servicesIn } from '../../app/containers/services';
import { activate } from '../../app/folder/activate';
import type { StepSite } from '../../app/site';
import { tagImages, up } from './start';

const LOOK_MS = 300;

export async function renewServices(site: StepSite, args: ReleaseStepArgs['renewServices']): Promise<string> {
  const record = await activate(site, args.release);
  if (record.strategy === 'adopted') await tagImages(site, record);
  const services = await servicesIn(site, record);
  const contents = await contentsOf(site, record);
  const others = async (): Promise<Container[]> =>
    (await releaseContainers(site, services)).filter(
      ({ service }) => service !== args.service && !args.except.includes(service),
    );
  const names = withTied(staleServices(await others(), record, contents), args.ties, args);
  if (names.length === 0) return 'all are as the release says';
  // Without what they depend on, since Compose would make the container anew that still serves. It
  // may do so with these at the next full start, as their hash in its label is another one by this.
  await up(site, commands.up(composeIn(site, record), names, { noBuild: true, alone: true }), args.wait);
  // What an undo brings back need not have been well.
  if (site.context.direction === 'forward')
    await untilWell(
      site,
      async () => (await others()).filter(({ service }) => names.includes(service)),
      args.wait,
    );
  return `made anew: ${names.join(', ')}`;
}

/** By its image, and by the label with the digest of the rest: those that are not what the release says. */
export function staleServices(
  containers: Pick<Container, 'service' | 'imageId' | 'labels' | 'state' | 'exitCode'>[],
  { images }: Pick<ReleaseRecord, 'images'>,
  contents: Record<string, string>,
): string[] {
  const isStale = ({ service, imageId, labels, state, exitCode }: (typeof containers)[number]): boolean =>
    (images[service] !== undefined && images[service].id !== imageId) ||
    (labels[CONTENT_LABEL] ?? '') !== (contents[service] ?? '') ||
    // An attempt was cut short.
    (state === 'created' && exitCode === 0);
  return [...new Set(containers.filter(isStale).map(({ service }) => service))].sort();
}

/** With those that use the network or the volumes of one of them, and so on. */
export function withTied(
  stale: string[],
  ties: Record<string, string[]>,
  { service, except }: { service: string; except: string[] },
): string[] {
  const all = new Set(stale);
  for (let before = -1; before !== all.size;) {
    before = all.size;
    for (const [name, to] of Object.entries(ties))
      if (name !== service && !except.includes(name) && to.some((one) => all.has(one))) all.add(name);
  }
  return [...all].sort();
}

/** None of a release that roost has not made. */
async function contentsOf(site: StepSite, record: ReleaseRecord): Promise<Record<string, string>> {
  const { code, stdout } = await site.read(['cat', site.paths.release(record.release).model], {
    ok: anyCode,
  });
  return code === 0 ? contentsIn(stdout) : {};
}

async function untilWell(
  site: StepSite,
  containers: () => Promise<Container[]>,
  wait: number,
): Promise<void> {
  const uptime = await readUptime(site.host);
  const end = Date.now() + wait;
  for (;;) {
    const all = await containers();
    for (const one of all) {
      const wrong = fault(one, uptime);
      if (wrong) throw await unhealthy(site, one, wrong);
    }
    const late = all.find((one) => !isReady(one));
    if (!late) return;
    if (Date.now() > end) {
      if (isRunning(late))
        throw await unhealthy(
          site,
          late,
          `was not healthy after ${wait / 1000} s (${late.health ?? late.state})`,
        );
      throw new RoostError('Unhealthy', `${late.name} is ${late.state}.`, { service: late.service });
    }
    await pause(LOOK_MS);
  }
}
