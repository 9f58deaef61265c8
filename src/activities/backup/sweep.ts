/** Old copies on an app's host: which there are, and the removal of those that are not needed. */
import { join } from 'node:path/posix';
import type { ExecOptions } from '../../host/types';
import { shellScript } from '../../lib/shell-script';
import { superfluous, type OldCopy, type Sweep } from '../../plan/backup/sweep';
import type { CopySource } from '../../protocol/data';
import type { Site, StepSite } from '../app/site';
import { inPlace } from '../data';

const listProgram = shellScript(__dirname, 'list-copies');
const removeProgram = shellScript(__dirname, 'remove-copies');

const LIMIT_MS = 5 * 60_000;
/**
 * An operation's folder, and what a script has given a date in its name:
 * whatever else it keeps may be all there is.
 */
const OPERATION = '^[0-9a-f]{10}$';
const DATED = '(19|20)[0-9]{2}[-_.]?(0[1-9]|1[0-2])[-_.]?[0-3][0-9]';

/** Old copies that the next sweep removes. `current`: the operation that sweeps. */
export async function sweepable(
  site: Pick<Site, 'host' | 'paths'>,
  folder: string,
  sources: CopySource[],
  rule: Sweep,
  current: string,
  exec: ExecOptions = { timeout: LIMIT_MS },
): Promise<OldCopy[]> {
  const scripts = sources.filter(({ kind }) => kind === 'script');
  const outputs = inPlace({ directory: folder }, scripts).map(({ from }) => from);
  const places = [site.paths.copies, ...outputs];
  const patterns = [OPERATION, ...outputs.map(() => DATED)];
  const argv = listProgram('roost', ...places.flatMap((place, i) => [place, patterns[i]!]));
  const { stdout } = await site.host.exec(argv, exec);
  const [now = '0', ...lines] = stdout.split('\n');
  return superfluous(parse(lines, places), rule, Number(now), current);
}

function parse(lines: string[], places: string[]): OldCopy[] {
  const sizes = new Map<string, number>();
  for (const line of lines) {
    const [, index, kib, name] = /^s (\d+) (\d+) (.*)$/.exec(line) ?? [];
    if (name !== undefined) sizes.set(`${index} ${name}`, Number(kib) * 1024);
  }
  return lines.flatMap((line): OldCopy[] => {
    const [, index, modified, changed, name] = /^e (\d+) (\d+) (\d+) (.*)$/.exec(line) ?? [];
    if (name === undefined) return [];
    const bytes = sizes.get(`${index} ${name}`) ?? 0;
    const kind = index === '0' ? 'operation' : 'dated';
    return [
      {
        folder: places[Number(index)]!,
        name,
        kind,
        modified: Number(modified),
        changed: Number(changed),
        bytes,
      },
    ];
  });
}

/** Removes what is not needed any more, under the fence. Returns the names. */
export async function sweep(site: StepSite, sources: CopySource[], rule: Sweep): Promise<string[]> {
  const old = await sweepable(site, site.scope.directory, sources, rule, site.context.operation);
  if (old.length === 0) return [];
  await site.change(removeProgram(...old.map(({ folder, name }) => join(folder, name))), {
    timeout: LIMIT_MS,
  });
  return old.map(({ name }) => name);
}
