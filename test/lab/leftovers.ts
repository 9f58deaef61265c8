/**
 * What a backup may leave that is nobody's: on hosts, in the staging, in
 * the repository, among this machine's processes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRoot, type LabHost } from '../../lab';
import { backupPaths } from '../../src/backup';
import type { BackupParts } from './backup-stage';

const ON_HOST = `
find /srv/apps \\( -name '*.new' -o -name '*.check' -o -name '*.why' -o -name 'half-*' -o -path '*/.roost/lock' -o -path '*/.roost-partial*' \\)
docker ps -a --filter label=roost.operation --format 'container {{.Names}}'
for p in /proc/[0-9]*; do
  if tr '\\0' '\\n' <$p/environ | grep -q '^ROOST_JOB_DIR=' || grep -q '^rsync' $p/comm; then echo "process $(tr '\\0' ' ' <$p/cmdline)"; fi
done 2>/dev/null
:`;

/** rsync's own names for what has not come over, and ours for what is not written to its end. */
const unfinished = /(^|\/)(\.roost-partial(\/.*)?|\.[^/]+\.\w{6}|[^/]+\.new)$/;
const transient = /\.(child|door|snapshotting|new)$/;

export async function leftovers(hosts: LabHost[], parts: BackupParts): Promise<string[]> {
  const there = await Promise.all(
    hosts.map(async (host) =>
      (await asRoot(host, ON_HOST)).split('\n').flatMap((line) => (line ? [`${host.name}: ${line}`] : [])),
    ),
  );
  const { staging, marks } = backupPaths(parts.folder);
  return [
    ...there.flat(),
    ...namesIn(staging).filter((name) => unfinished.test(name)),
    ...namesIn(marks).filter((name) => transient.test(name)),
    ...namesIn(join(parts.s3.folder, 'nights', 'locks')).map((name) => `lock of the repository ${name}`),
    ...processesFor(parts),
  ];
}

/** The operations whose copies an app's host keeps. */
export async function copiesOf(host: LabHost, directory: string): Promise<string[]> {
  const names = await asRoot(host, `ls ${directory}/backup/roost 2>/dev/null || :`);
  return names.split('\n').filter(Boolean).sort();
}

const namesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];

/** A restic for this repository, an rsync into this staging. */
function processesFor({ folder, resticEnv }: BackupParts): string[] {
  const works = (id: string): string[] => {
    try {
      const command = readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const isRestic =
        /^\S*restic /.test(command) &&
        readFileSync(`/proc/${id}/environ`, 'utf8').includes(
          `RESTIC_REPOSITORY=${resticEnv.RESTIC_REPOSITORY}`,
        );
      const isRsync = command.startsWith('rsync ') && command.includes(folder);
      return isRestic || isRsync ? [`process ${command}`] : [];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(works);
}
