/** Which of two hosts serves an app: a mark on the other keeps every run from starting it there. */
import { RoostError } from '../../../errors';
import { dataServicesOf } from '../../../fleet/file/app/servers';
import { removePath, writeLine } from '../../../host/files';
import { sentences } from '../../../lib/sentences';
import type { MoveStepArgs } from '../../../protocol/steps/move';
import { markText } from '../../app/away';
import { isRunning } from '../../app/containers/containers';
import { ask } from '../../app/containers/health';
import { clearPage, putPage } from '../../app/page';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { setMaintenance } from '../../release/steps/maintenance';
import { stoppable } from '../../release/steps/stop';
import { atThere } from '../there';

/** By it a move knows the pages that a move has put up. */
const BY = 'roost-move';

export async function holdThere(site: StepSite, { there }: MoveStepArgs['holdThere']): Promise<string> {
  return atThere(site, there, async (at) => {
    await at.change(writeLine(at.paths.away, lineOf(site, site.scope.host)));
    // A page of a run goes with the end of a deploy.
    await setMaintenance(at, { on: false });
    return putPage(at, site.app.name, BY, `move ${site.context.operation} from ${site.scope.host}`);
  });
}

export async function markAway(site: StepSite, { to }: MoveStepArgs['markAway']): Promise<string> {
  if (to === null) {
    await site.change(removePath(site.paths.away));
    return 'served here';
  }
  await requireStopped(site);
  await site.change(writeLine(site.paths.away, lineOf(site, to)));
  return `served on ${to}`;
}

/**
 * What the app wrote here behind its last copy would be lost.
 * Errors: `StartedMeanwhile`.
 */
async function requireStopped(site: StepSite): Promise<void> {
  const begun = `${site.paths.begun(site.context.operation)}/stop`;
  const since = Number((await site.read(['stat', '-c', '%Y', begun])).stdout) * 1000;
  const writers = await stoppable(site, dataServicesOf(site.app));
  // One that Docker restarted again and again was started late by that.
  const again = writers.filter(
    (one) => isRunning(one) || (one.restartCount === 0 && Date.parse(one.startedAt ?? '') > since),
  );
  if (again.length === 0) return;
  throw new RoostError(
    'StartedMeanwhile',
    sentences(
      `${again.map(({ name }) => name).join(', ')} of ${site.app.name} was started on ${site.scope.host}`,
      'after the move had stopped it: what it wrote may be in no copy.',
    ),
    { app: site.app.name, host: site.scope.host },
  );
}

/** From here on it is the host that serves. */
export async function openThere(
  site: StepSite,
  { there, url }: MoveStepArgs['openThere'],
): Promise<StepAnswer> {
  const from = site.scope.host;
  const opened = await atThere(site, there, async (at) => {
    const page = await clearPage(at, site.app.name, BY);
    await setMaintenance(at, { on: false });
    await at.change(writeLine(at.paths.came, lineOf(site, from)));
    await at.change(removePath(at.paths.away));
    return { page, wrong: url && page === '' ? await ask(at, [], url) : null };
  });
  await site.change(removePath(site.paths.came));
  const down = await downTime(site);
  return {
    note: [`open; the app was down for ${down} s`, opened.page].filter(Boolean).join('; '),
    warnings: opened.wrong ? [`${there} does not answer as it should: ${opened.wrong}`] : [],
    found: { moved: { from, to: there, down } },
  };
}

const lineOf = ({ context }: StepSite, host: string): string =>
  markText({ host, operation: context.operation, at: new Date().toISOString() });

/** Seconds since the first step that kept somebody out had begun; both by the clock of that host. */
async function downTime({ read, paths, context, config }: StepSite): Promise<number> {
  const begun = `${paths.begun(context.operation)}/${config.proxy ? 'flag-on' : 'stop'}`;
  const times = await Promise.all([read(['stat', '-c', '%Y', begun]), read(['date', '+%s'])]);
  const [since, now] = times.map(({ stdout }) => Number(stdout.trim()));
  return Math.max(0, (now ?? 0) - (since ?? 0));
}
