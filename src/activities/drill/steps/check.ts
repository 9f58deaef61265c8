/** The app's own check, in a drill. */
import { posix } from 'node:path';
import { parseAppJson } from '../../../fleet/contract';
import { printIfThere } from '../../../host/files';
import type { DrillStepArgs } from '../../../protocol/steps/drill';
import { runCheck } from '../../app/containers/check';
import type { StepSite } from '../../app/site';
import { startAfterRestart } from './start';

export async function checkDrill(
  site: StepSite,
  { service, command }: DrillStepArgs['checkDrill'],
): Promise<string> {
  const script = command ?? (await scriptOf(site));
  if (script === undefined) return 'it has no check';
  await startAfterRestart(site, service);
  return runCheck(site, service, script);
}

/** Of the commit that the drill has started. */
async function scriptOf(site: StepSite): Promise<string | undefined> {
  const { stdout } = await site.read(printIfThere(posix.join(site.source, 'app.json')));
  return stdout.trim() === '' ? undefined : parseAppJson(stdout).scripts.check;
}
