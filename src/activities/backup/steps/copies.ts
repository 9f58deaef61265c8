/** Copies of an app's data on its host: made, and taken back. */
import type { BackupStepArgs } from '../../../protocol/backup-steps';
import type { StepSite } from '../../app/site';
import { take } from '../sources';
import { DROP } from '../sources/written';

export async function takeCopy(
  site: StepSite,
  { source, beside, running, left = [] }: BackupStepArgs['takeCopy'],
): Promise<string> {
  const before = await startAgain(site, left);
  const folder = site.paths.copy(site.context.operation);
  if (beside) await take(site, beside, folder);
  const note = await take(site, source, folder, running);
  const after = running ? await startAgain(site, running) : '';
  return [
    note,
    before && `a former script had left ${before} stopped: started again`,
    after && `the script had stopped ${after}: started again`,
  ]
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
    case $state in *'o such object'* | *'o such container'*) ;; *) echo "$state" >&2; bad=1 ;; esac
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
  const { stdout } = await site.change(['sh', '-c', START, 'start', site.paths.ran, ...running], {
    timeout: 5 * 60_000,
  });
  return stdout.trim();
}

export async function dropCopies(site: StepSite, { running }: BackupStepArgs['dropCopies']): Promise<string> {
  try {
    const started = await startAgain(site, running);
    return started === '' ? 'removed' : `removed; started again: ${started}`;
  } finally {
    await site.change(['sh', '-c', DROP, 'drop', site.paths.copy(site.context.operation)], {
      timeout: 5 * 60_000,
    });
  }
}
