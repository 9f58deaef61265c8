/** Removes old copies from an app's host. */
import type { CopySource } from '../../../protocol/data';
import type { ControlSite } from '../../app/site';
import { lying } from '../sources';

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
        left=0 then=$(( $(date +%s) - minutes * 60 ))
        while IFS= read -r name; do
          [ "$name" != "$newest" ] || continue
          # What keeps the time of what it is a copy of may have come here tonight.
          [ "$(stat -c %Z -- "./$name")" -lt "$then" ] || continue
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

/** Needs no lock: what is older than days belongs to no run any more. `keep`: ms. Returns what it has removed. */
export async function sweep(site: ControlSite, sources: CopySource[], keep: number): Promise<string[]> {
  const minutes = String(Math.round(keep / 60_000));
  const places = [
    site.paths.copies,
    OPERATION,
    ...outputs(site, sources).flatMap((folder) => [folder, DATED]),
  ];
  const { stdout } = await site.host.exec(['sh', '-c', SWEEP, 'sweep', minutes, 'roost', ...places], {
    signal: site.signal,
    timeout: 5 * 60_000,
  });
  return stdout.split('\n').filter(Boolean);
}

const outputs = (site: ControlSite, sources: CopySource[]): string[] =>
  lying(
    site.where,
    sources.filter(({ kind }) => kind === 'script'),
  ).map(({ from }) => from);
