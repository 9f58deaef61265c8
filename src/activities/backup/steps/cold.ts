/** The app is stopped for its copies, and started again. */
import { Context } from '@temporalio/activity';
import { sentences } from '../../../lib/sentences';
import { shellScript } from '../../../lib/shell-script';
import type { BackupStepArgs } from '../../../protocol/steps/backup';
import { appContainers, isRunning } from '../../app/containers/containers';
import { prepareToStart } from '../../app/containers/stopped';
import type { StepSite } from '../../app/site';
import type { StepAnswer } from '../../declare';
import { stopServices } from '../../release/steps/stop';
import { startAgain } from '../../restore/steps/start';

const note = shellScript(__dirname, 'note-running');
const started = shellScript(__dirname, 'started-again');

export async function stopToCopy(
  site: StepSite,
  { except, containers }: BackupStepArgs['stopToCopy'],
): Promise<string> {
  // Before anything stops: who finds it, starts what it names.
  await site.change(note(site.paths.ran, String(site.context.expect), ...containers));
  return stopServices(site, { except });
}

export async function startCopied(
  site: StepSite,
  { containers, named, probe }: BackupStepArgs['startCopied'],
): Promise<StepAnswer> {
  // A later attempt finds what the one before has started.
  const looks = site.context.direction === 'forward' && Context.current().info.attempt === 1;
  const ran = (await appContainers(site)).filter((one) => containers.includes(one.id) && isRunning(one));
  // Also to what somebody has started meanwhile.
  await prepareToStart(
    site,
    containers.map((id) => ({ id })),
  );
  const answer = await startAgain(site, { containers, named, probe, of: site.context.operation });
  const { note: runs, warnings = [] } = typeof answer === 'string' ? { note: answer } : answer;
  const { stdout } = await site.change(started(site.paths.ran));
  // Of an attempt that went before, nothing is said here.
  if (!/^\d+$/.test(stdout.trim())) return { note: runs, warnings };
  const down = Number(stdout);
  const early =
    looks && ran.length > 0
      ? [
          sentences(
            `${ran.map(({ service }) => service).join(', ')} ran before the copies were done:`,
            'what it wrote may be in some of them.',
          ),
        ]
      : [];
  return { note: `${runs}; stopped for ${down} s`, warnings: [...warnings, ...early], found: { down } };
}
