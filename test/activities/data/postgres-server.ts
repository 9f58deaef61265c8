/** A PostgreSQL server of its own, and a `docker` that runs commands beside it. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTAINER } from './fake-docker';

const debian = '/usr/lib/postgresql';
const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];

/** Null: PostgreSQL is not installed. */
export const binaries = versions[0] ? join(debian, versions[0], 'bin') : null;

export interface PostgresServer {
  /** Runs statements as a role; returns what they print. */
  sql(statements: string, database?: string, user?: string): string;
  /** A `docker` program whose one container `db1` is the server. */
  docker: string;
  /** Folder of its socket. */
  socket: string;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

export async function startPostgres(): Promise<PostgresServer> {
  const bin = binaries!;
  const home = mkdtempSync(join(tmpdir(), 'roost-pg-'));
  const socket = join(home, 'socket');
  mkdirSync(socket);
  const as = owner();
  for (const path of [home, socket]) if (as.uid !== undefined) chownSync(path, as.uid, as.gid!);
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const options = { cwd: home, env, ...as };
  const data = join(home, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-U', 'admin', '-A', 'trust', '--no-sync'], {
    ...options,
    stdio: 'pipe',
  });
  const settings = ['listen_addresses=', 'fsync=off', 'lc_messages=C'].flatMap((one) => ['-c', one]);
  const server = spawn(join(bin, 'postgres'), ['-D', data, '-k', socket, ...settings], {
    ...options,
    stdio: 'ignore',
  });
  const isReady = () => {
    try {
      execFileSync(join(bin, 'pg_isready'), ['-h', socket], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  while (!isReady()) await sleep(100);
  return {
    socket,
    sql: (statements, database = 'postgres', user = 'admin') =>
      execFileSync(
        join(bin, 'psql'),
        ['-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', socket, '-U', user, '-d', database],
        { input: statements, encoding: 'utf8', stdio: 'pipe', env },
      ).trim(),
    docker: `case $1 in
  ps) echo db1 ;;
  inspect) echo '${CONTAINER}' ;;
  exec)
    shift
    [ "$1" != -i ] || shift
    shift
    PATH=${bin}:/usr/bin:/bin PGHOST=${socket} LC_ALL=C
    export PATH PGHOST LC_ALL
    exec "$@" ;;
esac`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
