/** A person's files that a commit would replace. */
import { posix } from 'node:path';
import { RoostError } from '../../../../errors';
import { plainText } from '../../../../lib/plain-text';
import { sentences } from '../../../../lib/sentences';
import { shellScript } from '../../../../lib/shell-script';
import { ROOST_FILE, WRITTEN_BY_ROOST } from '../../../app/compose/compose';
import type { Site } from '../../../app/site';

const brought = shellScript(__dirname, 'brought');

/** All are relative to the source; of a folder that is no working copy, those that differ. */
export interface Brought {
  /** Replaced, and kept. */
  brought: string[];
  /**
   * What git would remove with all that is in it: a folder where the commit has
   * a file, a file or link where it has a folder.
   */
  inTheWay: string[];
}

/** Errors: `ContractInvalid` where a person's file has the name of the one that roost adds. */
export async function broughtFiles(site: Site, commit: string): Promise<Brought> {
  const { host, paths, source } = site;
  await refuseForeignFile(site);
  const { stdout } = await host.exec(brought(paths.mirror, commit, source), { timeout: 5 * 60_000 });
  const all = stdout.split('\0');
  const end = all.indexOf('');
  const names = (some: string[]): string[] => some.filter(Boolean).map(plainText);
  return { inTheWay: names(all.slice(0, end)), brought: names(all.slice(end + 1)) };
}

async function refuseForeignFile({ app, host, source }: Site): Promise<void> {
  const file = posix.join(source, ROOST_FILE);
  const { code, stdout } = await host.exec(['head', '-n', '1', file], { ok: [0, 1] });
  if (code !== 0 || stdout.startsWith(WRITTEN_BY_ROOST)) return;
  throw new RoostError(
    'ContractInvalid',
    sentences(
      `${file} on ${host.name} is not a file of roost, which writes its own under this name:`,
      `give it another name, and list that under apps.${app.name}.compose in the fleet file.`,
    ),
    { app: app.name, file },
  );
}
