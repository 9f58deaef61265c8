import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { killHost } from '../../faults';
import type { FleetEdit } from '../../fleet-edit';
import { fillStacks, layOwnFiles, lostApps, proxyOf, type Stack } from '../../lost-host';
import { resetHost } from '../../reset';
import { lacking, watchPhone } from '../../watch';
import { backupFolder, emptyBackup, repositoryFolder, scriptedFolder } from '../backup';
import { backupLines, filesIn } from '../backup-lines';
import { prepareBase } from '../cell';
import type { Lane } from '../lane';
import { finish } from '../run';
import { restore } from '../snapshot';
import { serving } from './bases';
import { contents, fill, rows } from './filled';
import type { Scenario } from './types';

const stack: Stack = { app: 'site', folder: scriptedFolder };

/** The first host is lost: another one, struck meanwhile, has its apps with all data, and serves none without. */
export const recover: Scenario = {
  name: 'recover',
  workflow: 'recover',
  hosts: 2,
  struck: 'second',
  request: async () => ({}),
  async bring(lane) {
    if (!existsSync(kept(lane))) await backUp(lane);
    for (const folder of [backupFolder(lane), repositoryFolder(lane)]) {
      rmSync(folder, { recursive: true, force: true });
      cpSync(join(kept(lane), nameOf(folder)), folder, { recursive: true });
    }
    // One that is lost already cannot be killed.
    await Promise.all([killHost(lane.host).catch(() => undefined), resetHost(lane.second!)]);
    lane.fleet({ ...apps(lane), ...inPlace(lane) });
  },
  strikes: [
    'hold-phone',
    'files-site',
    'deploy-site',
    'restore-site',
    'open-site',
    'deploy-phone',
    'restore-phone',
    'open-phone',
    'sum-up',
  ],
  once: ['postdeploy'],
  watch: ({ second }) => watchPhone([second!], (answers) => lacking(answers, rows)),
  async here(lane) {
    const restored = filesIn(join(backupFolder(lane), 'restores')).map((file) => `restored ${file}`);
    return [...(await backupLines(lane, ['phone', stack.app])), ...restored];
  },
  extras: `${contents}
if cd ${stack.folder} 2>/dev/null; then
  find . -type f ! -path './.git/*' ! -path './.roost/*' -printf '%m %u %P\\n' | each site-file
  sha256sum data/* .env owner.env secrets.json docker-compose.override.yml | each site-data
  docker exec ${stack.app}-web printenv OWNER KEPT 2>&1 | each site-serves
  for f in lock recovering; do [ ! -e .roost/$f ] || echo $f; done | each site-left
fi`,
};

const nameOf = (folder: string): string => folder.split('/').at(-1)!;

/** A copy of what was backed up, beside the lane's backup. */
const kept = (lane: Lane): string => join(backupFolder(lane), '..', 'lost-host');

const apps = ({ host }: Lane): FleetEdit => lostApps(host.name, [stack]);

/** The name of the lost host leads to the second machine. */
const inPlace = ({ host: { name }, second }: Lane): FleetEdit => ({
  [`hosts.${name}.addresses`]: [`${second!.address}:${second!.port}`],
  [`hosts.${name}.hostKey`]: second!.hostKey,
  ...proxyOf(name, second!),
});

async function backUp(lane: Lane): Promise<void> {
  await prepareBase(lane, serving);
  await restore(lane.host, serving.name);
  lane.fleet(apps(lane));
  await emptyBackup(lane);
  await layOwnFiles(lane.host, [stack]);
  await finish(lane, 'deploy', { app: stack.app });
  await fill(lane.host);
  await fillStacks(lane.host, [stack]);
  for (const app of [stack.app, 'phone']) await finish(lane, 'backup', { app });
  for (const folder of [backupFolder(lane), repositoryFolder(lane)])
    cpSync(folder, join(kept(lane), nameOf(folder)), { recursive: true });
}
