/** Owners and modes of a folder's files, where the staging can keep neither. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import { rooted } from '../../../host/rooted';
import { shellScript } from '../../../lib/shell-script';
import type { ControlSite } from '../../app/site';
import type { InPlace } from '../../data';

const program = shellScript(__dirname, 'list-owners');

const LIMIT_MS = 60 * 60_000;

/** In the snapshot. */
export const listingOf = (staged: string): string =>
  `listings/${createHash('sha256').update(staged).digest('hex').slice(0, 16)}`;

export async function listOwners(
  site: ControlSite,
  from: string,
  when: InPlace['when'],
  file: string,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const out = createWriteStream(file, { mode: 0o600 });
  const as = { app: site.app.name, operation: site.operation, when };
  await site.host.stream(rooted({ ...as, mounts: [{ ro: from }] }, program(from)), {
    onStdout: (chunk) =>
      out.write(chunk) ? undefined : new Promise((resolve) => out.once('drain', resolve)),
    signal: site.signal,
    timeout: LIMIT_MS,
  });
  out.end();
  await finished(out);
}
