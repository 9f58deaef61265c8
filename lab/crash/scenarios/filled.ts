/** Data of the app that have to be there again, row for row. */
import { exec } from '../../exec';
import type { LabHost } from '../../types';
import { appFolder } from '../fingerprint';

export const rows = 300;

export async function fill(host: LabHost): Promise<void> {
  const script = `set -e
docker exec $(docker ps -q --filter label=com.docker.compose.service=db) psql -U phone -d phone -qc "insert into voicemails (caller) select md5(i::text) from generate_series(1, ${rows}) i"
mkdir -p ${appFolder}/data/voicemails
for i in 1 2 3; do seq "$i" 20000 >${appFolder}/data/voicemails/$i.txt; done`;
  await exec(host, ['sh', '-c', script]);
}

/** Lines of what the rows hold. */
export const contents = `
db=$(docker ps -q --filter label=com.docker.compose.service=db | head -n 1)
[ -z "$db" ] || docker exec "$db" psql -U phone -d phone -Atc "select md5(string_agg(caller, ',' order by id)) from voicemails" 2>&1 | each row`;
