/** A host that is lost: apps with data, a part of them known to that host alone, and what has to be there again. */
import { exec, tryExec } from './exec';
import { stackEntry } from './fleet';
import type { FleetEdit } from './fleet-edit';
import { apps, proxyFolder } from './proxy';
import type { LabHost } from './types';

export const phoneFolder = '/srv/apps/sgos-phone';

/** A stack beside phone, of the site's repository. */
export interface Stack {
  app: string;
  /** On the host. */
  folder: string;
}

export const site: Stack = { app: 'site', folder: '/srv/stacks/site' };

/** By the lab's proxy. */
const isServed = (app: string): boolean => apps.some((known) => known.app === app);

/** All are backed up by their data. Phone needs the stacks, so it comes back behind them. */
export function lostApps(host: string, stacks: Stack[]): FleetEdit {
  const entries = stacks.map(({ app, folder }) => [
    `apps.${app}`,
    {
      ...stackEntry(host, app),
      domain: isServed(app) ? `${app}.sgos.example` : undefined,
      directory: folder,
      backup: { from: 'data' },
      data: { folders: ['data'] },
      settle: '1s',
    },
  ]);
  return {
    ...(Object.fromEntries(entries) as FleetEdit),
    'apps.phone.backup': { from: 'data' },
    'apps.phone.needs': stacks.map(({ app }) => app),
  };
}

/** The proxy of the machine that takes the place of a host: the fleet file has the address by `--on`. */
export function proxyOf(name: string, machine: LabHost): FleetEdit {
  const folder = proxyFolder(machine);
  return { [`hosts.${name}.proxy.flags`]: `${folder}/flags`, [`hosts.${name}.proxy.live`]: `${folder}/live` };
}

const sh = (host: LabHost, script: string): Promise<string> => exec(host, ['sh', '-c', `set -e\n${script}`]);

/** Before the first deploy of the stacks: an override file, `.env` and an env file, which git does not have. */
export async function layOwnFiles(host: LabHost, stacks: Stack[]): Promise<void> {
  for (const { app, folder } of stacks)
    await sh(
      host,
      `mkdir -p ${folder}
cd ${folder}
echo 'services: { web: { container_name: ${app}-web, env_file: [owner.env], environment: { KEPT: "$KEPT" } } }' >docker-compose.override.yml
echo KEPT=yes >.env
echo OWNER=kept >owner.env
chmod 640 owner.env`,
    );
}

/** Of the stacks, that they are there and in use. */
export const ownFiles = async (host: LabHost, { app, folder }: Stack): Promise<string> =>
  (
    await tryExec(host, [
      'sh',
      '-c',
      `cd ${folder} && stat -c %a owner.env && cat .env && docker exec ${app}-web printenv OWNER KEPT`,
    ])
  ).stdout.trim();

export const db = 'docker exec -i $(docker ps -q --filter label=com.docker.compose.service=db)';

export const sql = (host: LabHost, statement: string): Promise<string> =>
  exec(host, ['sh', '-c', `${db} psql -U phone -d phone -qAt`], { input: statement });

/** Rows of phone, and files of the stacks. */
export async function fillApps(host: LabHost, rows: number, stacks: Stack[]): Promise<void> {
  await sql(
    host,
    `insert into voicemails (caller, note) select 'n' || i, md5(i::text) from generate_series(1, ${rows}) i`,
  );
  await fillStacks(host, stacks);
}

export async function fillStacks(host: LabHost, stacks: Stack[]): Promise<void> {
  for (const { folder } of stacks)
    await sh(
      host,
      `mkdir -p ${folder}/data && for i in 1 2 3; do head -c 100000 /dev/urandom >${folder}/data/$i; done`,
    );
}
