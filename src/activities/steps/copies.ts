/** Copies of an app's data on its host: made, taken back, swept. */
import type { BackupStepArgs, CopySource } from '../../fleet/plan/types';
import { lying, take } from '../sources';
import type { ControlSite, StepSite } from '../site';

export async function takeCopy(site: StepSite, { source, running }: BackupStepArgs['takeCopy']): Promise<string> {
  const folder = site.paths.copy(site.context.operation);
  const note = await take(site, source, folder);
  if (!running) return note;
  const started = await startAgain(site, running);
  return started === '' ? note : `${note}; the script had stopped ${started}: started again`;
}

/** $1…: container ids. Those that are gone were replaced by whoever else deploys. */
const START = `
for id; do
  state=$(docker inspect -f '{{.State.Running}} {{.Name}}' "$id" 2>/dev/null) || continue
  case $state in
    false*) docker start "$id" >/dev/null; printf '%s ' "\${state#* /}" ;;
  esac
done`;

/** Returns the names of those that had to be started. */
async function startAgain(site: StepSite, running: string[]): Promise<string> {
  if (running.length === 0) return '';
  const { stdout } = await site.change(['sh', '-c', START, 'start', ...running], { timeout: 5 * 60_000 });
  return stdout.trim();
}

export async function dropCopies(site: StepSite, { running }: BackupStepArgs['dropCopies']): Promise<string> {
  const started = await startAgain(site, running);
  await site.change(['rm', '-rf', '--', site.paths.copy(site.context.operation)], { timeout: 5 * 60_000 });
  return started === '' ? 'removed' : `removed; started again: ${started}`;
}

/**
 * $1 folder, $2 minutes, $3 pattern of names, $4 name that is never looked at. Removes what
 * is older and has such a name; the newest of them stays whatever its age.
 */
const SWEEP = `
[ -d "$1" ] || exit 0
cd "$1"
newest=$(ls -1t | grep -E -- "$3" | grep -Fxv -- "$4" | head -n 1)
find . -mindepth 1 -maxdepth 1 -mmin "+$2" ! -name "$4" | sed 's|^\\./||' | grep -E -- "$3" | while IFS= read -r name; do
  [ "$name" != "$newest" ] || continue
  rm -rf -- "./$name" && echo "$name"
done`;

/** An operation's folder, and what a script has given a date in its name: whatever else it keeps may be all there is. */
const OPERATION = '^[0-9a-f]{10}$';
const DATED = '(19|20)[0-9]{2}[-_.]?(0[1-9]|1[0-2])[-_.]?[0-3][0-9]';

/** Needs no lock: what is older than days belongs to no run any more. */
export async function sweepCopies(site: ControlSite, { sources, keep }: BackupStepArgs['sweepCopies']): Promise<string> {
  const minutes = String(Math.round(keep / 60_000));
  const sweep = async (folder: string, names: string): Promise<string[]> => {
    const { stdout } = await site.host.exec(['sh', '-c', SWEEP, 'sweep', folder, minutes, names, 'roost'], { signal: site.signal, timeout: 5 * 60_000 });
    return stdout.split('\n').filter(Boolean);
  };
  const swept = await sweep(site.paths.copies, OPERATION);
  for (const folder of outputs(site, sources)) swept.push(...(await sweep(folder, DATED)));
  return swept.length === 0 ? 'nothing is that old' : `removed ${swept.join(', ')}`;
}

const outputs = (site: ControlSite, sources: CopySource[]): string[] =>
  lying(
    site.where,
    sources.filter(({ kind }) => kind === 'script'),
  ).map(({ from }) => from);
