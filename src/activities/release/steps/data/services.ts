/** The services that hold data, for what happens while nothing else runs. */
import { RoostError } from '../../../../errors';
import * as commands from '../../../../host/commands/compose';
import { start } from '../../../../host/commands/docker';
import { composeIn } from '../../../app/compose/compose';
import { appContainers, isReady, isRunning } from '../../../app/containers/containers';
import { pause } from '../../../app/containers/health';
import { activate } from '../../../app/folder/activate';
import { readRecord } from '../../../app/folder/records';
import type { StepSite } from '../../../app/site';
import { up } from '../start';

const DATA_WAIT_MS = 60_000;

/**
 * A script may need its database. Where nothing has run yet, the release's own is the first one.
 * `release` null: there is none, and what is started are the containers that are there.
 */
export async function startData(
  site: StepSite,
  args: { release: number | null; dataServices: string[] },
): Promise<void> {
  if (args.dataServices.length === 0) return;
  const data = async () => (await appContainers(site)).filter((c) => args.dataServices.includes(c.service));
  const ready = async () => {
    const found = await data();
    return args.dataServices.every((name) =>
      found.some((c) => c.service === name && isRunning(c) && isReady(c)),
    );
  };
  if (await ready()) return;
  const former = await readRecord(site, site.context.expect);
  const holder = former ?? (args.release === null ? null : await activate(site, args.release));
  if (holder)
    await up(
      site,
      commands.up(composeIn(site, holder), args.dataServices, {
        noBuild: true,
        noRecreate: true,
      }),
      DATA_WAIT_MS,
    );
  else for (const { id } of (await data()).filter((one) => !isRunning(one))) await site.change(start(id));
  const end = Date.now() + DATA_WAIT_MS;
  while (!(await ready())) {
    if (Date.now() > end)
      throw new RoostError(
        'Unhealthy',
        `${args.dataServices.join(', ')} of ${site.app.name} did not get ready in ${DATA_WAIT_MS / 1000} s.`,
        {
          services: args.dataServices,
        },
      );
    await pause(200);
  }
}
