/** A volume as a tar archive, read through a container: where Docker's folder of it cannot be pulled from. */
import { join } from 'node:path';
import { listDatabases, parseDatabases } from '../../../host/databases';
import { anyCode } from '../../../host/exit-code';
import { rooted, VOLUME_AT } from '../../../host/rooted';
import { readScript, shellScript } from '../../../lib/shell-script';
import type { StepSite } from '../../app/site';
import { factsFile } from '../facts';
import { refuseLive } from '../live';
import { runCopy } from '../run-copy';
import type { Copied, SourceOf } from '../types';
import { namedOf } from './names';

const copy = shellScript(__dirname, 'copy');
const find = shellScript(__dirname, 'find');
const pack = readScript(join(__dirname, 'pack.sh'));

/** Bytes that a file with anything in it takes in an archive, at least. */
const LEAST = 1024;

const LIMIT_MS = 10 * 60_000;

export async function copyAsArchive(
  site: StepSite,
  source: SourceOf<'volume'>,
  staged: string,
  folder: string,
): Promise<Copied> {
  const { app, operation, ordinal } = { app: site.app.name, ...site.context };
  const named = namedOf(source);
  const warnings = await refuseDatabases(site, source.name, named);
  const argv = copy(
    named,
    site.scope.project,
    `${folder}/volumes/${source.name}.tar`,
    `roost-${app}-${operation}-volume-${source.name}${ordinal > 0 ? `-${ordinal}` : ''}`,
    app,
    operation,
    `${folder}/${factsFile(staged)}`,
    pack,
  );
  const copied = await runCopy(site, argv, `The copy of volume ${source.name}`);
  const [files, bytes, archive] = copied.split(' ');
  // An archive of nothing has bytes too: of its folders.
  const empty = bytes === '0' ? Number(archive) + LEAST - 1 : undefined;
  return { note: `${files} files, ${bytes} bytes`, empty, warnings };
}

/** Returns warnings. Errors: `CopyLive`. What cannot be inspected is left to the copy. */
async function refuseDatabases(site: StepSite, name: string, named: string): Promise<string[]> {
  const found = await site.read(find(named, site.scope.project), { ok: anyCode });
  const [volume = '', at = ''] = found.stdout.split('\n');
  if (found.code !== 0 || volume === '') return [];
  const as = { app: site.app.name, operation: site.context.operation, when: 'always' as const };
  const argv = rooted({ ...as, mounts: [{ volume }] }, listDatabases(VOLUME_AT));
  const { code, stdout } = await site.read(argv, { ok: anyCode, timeout: LIMIT_MS });
  return code === 0 ? refuseLive(site, parseDatabases(stdout), at, name) : [];
}
