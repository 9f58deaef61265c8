/** Images of database servers that only some tests need: hosts get them when they are asked for. */
import { join } from 'node:path';
import { debianImage } from './debian';
import { docker, dockerArgv, type Log } from './engine';
import { buildImage } from './images';
import { withLock } from './lock';
import { cacheDir } from './paths';
import { run } from './run';
import type { LabHost } from './types';

export const databases = ['mariadb', 'redis', 'valkey'] as const;
export type Database = (typeof databases)[number];

/** Its name on a host; no registry has it. */
export const databaseImage = (name: Database): string => `lab/${name}:1`;

/** Builds those that are not there yet, a minute each. */
export async function buildDatabases(names: readonly Database[], log: Log): Promise<void> {
  const DEBIAN = await debianImage(log);
  for (const name of names)
    await docker(['tag', await buildImage(name, { DEBIAN }, log), databaseImage(name)]);
}

/** The host has them afterwards. */
export async function bringDatabases(host: LabHost, names: readonly Database[], log: Log): Promise<void> {
  await withLock(join(cacheDir(), 'lab.lock'), () => buildDatabases(names, log));
  const save = await dockerArgv(['save', ...names.map(databaseImage)]);
  const load = await dockerArgv(['exec', '-i', host.container, 'docker', 'load', '-q']);
  await run(['sh', '-ec', `${save.join(' ')} | ${load.join(' ')}`]);
}
