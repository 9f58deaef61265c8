/** A snapshot of the app as a night would have made it, with a row and a file more than there are. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { backupPaths } from '../../src/backup';
import { appTag } from '../../src/restic';
import { exec } from '../exec';
import { backupFolder, emptyBackup, repositoryOf } from './backup';
import type { Lane } from './lane';

const dump = `
db=$(docker ps -q --filter label=com.docker.compose.service=db)
run() { docker exec "$db" "$@"; }
run psql -qU phone -d postgres -c 'drop database if exists snap_source' -c 'create database snap_source' 2>/dev/null
run sh -c 'pg_dump -U phone phone | psql -qU phone -d snap_source' >/dev/null
run psql -qU phone -d snap_source -c "insert into voicemails (caller) values ('from the snapshot')"
run pg_dump -U phone -Fc snap_source | base64
run psql -qU phone -d postgres -c 'drop database snap_source'`;

export async function snapshotOfPhone(lane: Lane): Promise<void> {
  await emptyBackup(lane);
  const staging = backupPaths(backupFolder(lane)).app('phone');
  const files: Record<string, Buffer> = {
    'copies/postgres/phone.dump': Buffer.from(await exec(lane.host, ['sh', '-c', dump]), 'base64'),
    'folders/data/voicemails/snapshot.txt': Buffer.from('from the snapshot\n'),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(staging, name)), { recursive: true });
    writeFileSync(join(staging, name), content);
  }
  const restic = await repositoryOf(lane);
  await restic.backup({ path: staging, host: lane.host.name, tags: [appTag('phone')] });
  rmSync(staging, { recursive: true });
}
