/** What the hosts say of their releases, on the control host: for the day on which a host is lost. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { reportOf } from '../../../errors';
import type { Fleet } from '../../../fleet/file';
import { writeAtomic } from '../../../lib/files/atomic-file';
import { shellScript } from '../../../lib/shell-script';
import { siteOf } from '../../app/site';
import type { Deps } from '../../deps';

const packRecords = shellScript(__dirname, 'pack-records');

/**
 * As `HOST/APP.tar` in the folder. What was copied last stays where a host does
 * not answer, or has none of it any more. Returns those that did not answer.
 */
export async function copyRecords(deps: Deps, { apps }: Fleet, folder: string): Promise<string[]> {
  const files = Object.values(apps).map(({ name, host }) => ({
    app: name,
    file: join(folder, host, `${name}.tar`),
  }));
  const answers = await Promise.all(
    files.map(({ app, file }) =>
      copyOne(deps, app, file).then(
        () => null,
        (error: unknown) => `${app} (${reportOf(error).code})`,
      ),
    ),
  );
  await dropGone(
    folder,
    files.map(({ file }) => file),
  );
  return answers.filter((said) => said !== null);
}

async function copyOne(deps: Deps, app: string, file: string): Promise<void> {
  const site = await siteOf(deps, app);
  const { stdout } = await site.host.exec(packRecords(site.paths.roost), {
    bytes: true,
  });
  if (stdout === '') return;
  await writeAtomic(file, Buffer.from(stdout, 'latin1'));
}

/** About as long as the default retention keeps the data that belong to them. */
const KEEP_MS = 100 * 24 * 3_600_000;

/** Of apps that the fleet file no longer has on that host, once they have not been copied for long. */
async function dropGone(folder: string, known: string[]): Promise<void> {
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const file = join(folder, name);
    if (known.includes(file)) continue;
    const found = await stat(file);
    if (found.isFile() && Date.now() - found.mtimeMs > KEEP_MS) await rm(file);
  }
}
