/** Removes old copies from an app's host. */
import { shellScript } from '../../../lib/shell-script';
import type { CopySource } from '../../../protocol/data';
import type { ControlSite } from '../../app/site';
import { inPlace } from '../../data';

const sweepProgram = shellScript(__dirname, 'sweep');

/** An operation's folder, and what a script has given a date in its name: whatever else it keeps may be all there is. */
const OPERATION = '^[0-9a-f]{10}$';
const DATED = '(19|20)[0-9]{2}[-_.]?(0[1-9]|1[0-2])[-_.]?[0-3][0-9]';

/** Needs no lock: what is older than days belongs to no run any more. `keep`: ms. Returns what it has removed. */
export async function sweep(site: ControlSite, sources: CopySource[], keep: number): Promise<string[]> {
  const minutes = String(Math.round(keep / 60_000));
  const places = [
    site.paths.copies,
    OPERATION,
    ...outputs(site, sources).flatMap((folder) => [folder, DATED]),
  ];
  const { stdout } = await site.host.exec(sweepProgram(minutes, 'roost', ...places), {
    signal: site.signal,
    timeout: 5 * 60_000,
  });
  return stdout.split('\n').filter(Boolean);
}

const outputs = (site: ControlSite, sources: CopySource[]): string[] =>
  inPlace(
    site.scope,
    sources.filter(({ kind }) => kind === 'script'),
  ).map(({ from }) => from);
