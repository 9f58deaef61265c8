import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../src/services/ports';
import { listening, runPart, startPart, type Part } from './process';

export interface Postgres {
  part: Part;
  port: number;
  user: string;
  passwordFile: string;
  password: string;
}

const debianFolder = '/usr/lib/postgresql';

/** Debian keeps each version's programs in a folder of its own. */
function binaries(): string {
  const versions = existsSync(debianFolder)
    ? readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a))
    : [];
  if (versions[0]) return join(debianFolder, versions[0], 'bin');
  throw new Error('PostgreSQL is not installed: `apt-get install postgresql`');
}

/** PostgreSQL refuses to run as root; Debian's package makes a user for it. */
function owner(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * A database server of our own in the folder, with the user and
 * password that the Compose file would give it.
 */
export async function startPostgres(folder: string): Promise<Postgres> {
  const user = 'temporal';
  const password = randomBytes(12).toString('hex');
  const home = join(folder, 'postgres');
  const passwordFile = join(home, 'password');
  const as = owner();
  mkdirSync(home);
  writeFileSync(passwordFile, password);
  for (const path of as ? [home, passwordFile] : []) chownSync(path, as?.uid ?? 0, as?.gid ?? 0);

  const port = await freePort();
  const bin = binaries();
  const data = join(home, 'data');
  const options = { folder: home, env: { PATH: process.env.PATH, LC_ALL: 'C' }, ...as };
  await runPart(
    'initdb',
    join(bin, 'initdb'),
    ['-D', data, '-U', user, '--pwfile', passwordFile, '-A', 'scram-sha-256', '--no-sync'],
    options,
  );
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-k',
    home,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'fsync=off',
  ];
  const part = startPart('postgres', join(bin, 'postgres'), args, options);
  await listening(part, port);
  return { part, port, user, password, passwordFile };
}
