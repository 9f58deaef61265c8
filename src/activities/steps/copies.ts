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
    false*) if docker start "$id" >/dev/null; then printf '%s ' "\${state#* /}"; else bad=1; fi ;;
  esac
done
exit \${bad:-0}`;

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
 * $1 minutes, $2 name that is never looked at, then folders, each with a pattern of names. Removes
 * what is older and has such a name; the newest of them stays whatever its age.
 */
const SWEEP = `
minutes=$1 never=$2; shift 2
while [ $# -gt 0 ]; do
  if cd "$1" 2>/dev/null; then
    old=$(find . -mindepth 1 -maxdepth 1 -mmin "+$minutes" ! -name "$never")
    # Mostly there is nothing that old, and no more to ask.
    [ -z "$old" ] || {
      newest=$(ls -1t | grep -E -- "$2" | grep -Fxv -- "$never" | head -n 1)
      printf '%s\\n' "$old" | sed 's|^\\./||' | grep -E -- "$2" | {
        left=0
        while IFS= read -r name; do
          [ "$name" != "$newest" ] || continue
          if rm -rf -- "./$name"; then echo "$name"; else left=1; fi
        done
        exit $left
      }
    } || bad=1
  fi
  shift 2
done
exit \${bad:-0}`;

/** An operation's folder, and what a script has given a date in its name: whatever else it keeps may be all there is. */
const OPERATION = '^[0-9a-f]{10}$';
const DATED = '(19|20)[0-9]{2}[-_.]?(0[1-9]|1[0-2])[-_.]?[0-3][0-9]';

/** Needs no lock: what is older than days belongs to no run any more. */
export async function sweepCopies(site: ControlSite, { sources, keep }: BackupStepArgs['sweepCopies']): Promise<string> {
  const minutes = String(Math.round(keep / 60_000));
  const places = [site.paths.copies, OPERATION, ...outputs(site, sources).flatMap((folder) => [folder, DATED])];
  const { stdout } = await site.host.exec(['sh', '-c', SWEEP, 'sweep', minutes, 'roost', ...places], { signal: site.signal, timeout: 5 * 60_000 });
  const swept = stdout.split('\n').filter(Boolean);
  return swept.length === 0 ? 'nothing is that old' : `removed ${swept.join(', ')}`;
}

const outputs = (site: ControlSite, sources: CopySource[]): string[] =>
  lying(
    site.where,
    sources.filter(({ kind }) => kind === 'script'),
  ).map(({ from }) => from);
