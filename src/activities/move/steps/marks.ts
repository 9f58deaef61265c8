/** Which of two hosts serves an app: a mark on the other keeps every run from starting it there. */
import { removePath, writeLine } from '../../../host/files';
import type { MoveStepArgs } from '../../../protocol/steps/move';
import { markText } from '../../app/away';
import { ask } from '../../app/containers/health';
import { clearPage, putPage } from '../../app/page';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { setMaintenance } from '../../release/steps/maintenance';
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
  if (to === null) await site.change(removePath(site.paths.away));
  else await site.change(writeLine(site.paths.away, lineOf(site, to)));
  return to === null ? 'served here' : `served on ${to}`;
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
    note: [`open; nobody was served for ${down} s`, opened.page].filter(Boolean).join('; '),
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
