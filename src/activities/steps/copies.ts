/** Copies of an app's data on its host: made, taken back, swept. */
import type { BackupStepArgs, CopySource } from '../../fleet/plan/types';
import { lying, take } from '../sources';
import { DROP } from '../sources/written';
import type { ControlSite, StepSite } from '../site';

export async function takeCopy(site: StepSite, { source, running, left = [] }: BackupStepArgs['takeCopy']): Promise<string> {
  const before = await startAgain(site, left);
  const note = await take(site, source, site.paths.copy(site.context.operation), running);
  const after = running ? await startAgain(site, running) : '';
  return [note, before && `a former script had left ${before} stopped: started again`, after && `the script had stopped ${after}: started again`]
    .filter(Boolean)
    .join('; ');
}

/**
 * $1 the note about who ran before a script, then container ids: those that are gone were replaced by whoever else
 * deploys. The note goes when all run.
 */
const START = `
ran=$1 bad=; shift
for id; do
  # An engine that is still coming up says nothing of anybody.
  state=$(docker inspect -f '{{.State.Running}} {{.Name}}' "$id" 2>&1) || {
    case $state in *[Nn]'o such '*) ;; *) echo "$state" >&2; bad=1 ;; esac
    continue
  }
  case $state in
    false*) if docker start "$id" >/dev/null; then printf '%s ' "\${state#* /}"; else bad=1; fi ;;
  esac
done
[ -n "$bad" ] || rm -f -- "$ran"
exit \${bad:-0}`;

/** Returns the names of those that had to be started. */
async function startAgain(site: StepSite, running: string[]): Promise<string> {
  if (running.length === 0) return '';
  const { stdout } = await site.change(['sh', '-c', START, 'start', site.paths.ran, ...running], { timeout: 5 * 60_000 });
  return stdout.trim();
}

export async function dropCopies(site: StepSite, { running }: BackupStepArgs['dropCopies']): Promise<string> {
  try {
    const started = await startAgain(site, running);
    return started === '' ? 'removed' : `removed; started again: ${started}`;
  } finally {
    await site.change(['sh', '-c', DROP, 'drop', site.paths.copy(site.context.operation)], { timeout: 5 * 60_000 });
  }
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
