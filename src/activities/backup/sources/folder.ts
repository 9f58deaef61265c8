import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { refuseLoss } from './last';
import { stagedAs } from './staged';
import type { Source } from './types';

/**
 * $1 folder. Lines: what cannot be read, then `= FILES BYTES`. A link is copied as it is, wherever it leads;
 * what goes away meanwhile is no matter. busybox's find knows neither `-readable` nor `-printf`.
 */
const LOOK = `
[ -d "$1" ] || exit 66
find "$1" \\( -type f -o -type d \\) -exec sh -c '
  for path; do
    [ -r "$path" ] && { [ ! -d "$path" ] || [ -x "$path" ]; } || [ ! -e "$path" ] || printf "%s\\n" "$path"
  done' look {} + 2>/dev/null | head -n 5
find "$1" \\( -type f -o -type l \\) -exec stat -c %s {} + 2>/dev/null | awk '{ n++; b += $1 } END { printf "= %d %.0f\\n", n, b }'`;

const LIMIT_MS = 10 * 60_000;

/** Pulled from where it lies; a copy on the host would take the room twice. */
export const folder: Source<'folder'> = {
  async take(site, source) {
    const whole = posix.join(site.where.directory, source.path);
    const { code, stdout } = await site.read(['sh', '-c', LOOK, 'look', whole], {
      ok: [0, 66],
      timeout: LIMIT_MS,
    });
    const details = { app: site.app.name, path: whole };
    if (code === 66)
      throw new RoostError('SourceMissing', `There is no folder ${whole} on ${site.host.name}.`, details);
    const lines = stdout.trimEnd().split('\n');
    const amount = lines.pop() ?? '';
    if (lines.length > 0)
      throw new RoostError(
        'CopyUnreadable',
        `The SSH user cannot read on ${site.host.name}: ${lines.join(', ')}`,
        details,
      );
    const [, files = '0', bytes = '0'] = amount.split(' ');
    if (bytes === '0') await refuseLoss(site, source);
    return `${files} files, ${bytes} bytes`;
  },
  lies: ({ directory }, source) => ({ from: posix.join(directory, source.path), to: stagedAs(source) }),
};
