/** A MariaDB server of its own, and a `docker` that runs commands beside it. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../src/services/ports';
import { CONTAINER, quoted } from './fake-docker';

/** Whether MariaDB is installed. */
export const hasMariadb = existsSync('/usr/sbin/mariadbd');

/** With what a shell, an option file or an argument would take apart. */
export const PASSWORD = `it's "a" $1 \\ #`;

export interface MariadbServer {
  /** Runs statements as root; returns what they print, tabs between columns. */
  sql(statements: string, database?: string): string;
  /** Begins to run statements; `stop` ends it. */
  meanwhile(statements: string, database: string): { stop(): Promise<void> };
  /**
   * A `docker` program whose one container `db1` is the server. `env`:
   * of the container, besides root's password.
   */
  docker(env?: Record<string, string>): string;
  stop(): Promise<void>;
}

export async function startMariadb(options: string[] = []): Promise<MariadbServer> {
  const home = mkdtempSync(join(tmpdir(), 'roost-mariadb-'));
  const data = join(home, 'data');
  const bin = join(home, 'bin');
  mkdirSync(bin);
  const settings = join(home, 'client.cnf');
  writeFileSync(settings, `[client]\nsocket=${join(home, 'socket')}\n`);
  for (const name of ['mariadb', 'mariadb-dump'])
    writeFileSync(join(bin, name), `#!/bin/sh\nexec /usr/bin/${name} --defaults-file=${settings} "$@"\n`, {
      mode: 0o755,
    });
  const install = [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${home}`,
    '--auth-root-authentication-method=normal',
  ];
  execFileSync('mariadb-install-db', [...install, '--skip-test-db', '--user=root'], { stdio: 'pipe' });
  const server = spawn(
    '/usr/sbin/mariadbd',
    [
      ...['--no-defaults', '--user=root', `--datadir=${data}`, `--socket=${join(home, 'socket')}`],
      ...[
        `--tmpdir=${home}`,
        `--pid-file=${join(home, 'pid')}`,
        '--bind-address=127.0.0.1',
        `--port=${await freePort()}`,
      ],
      ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=32M', '--event-scheduler=ON'],
      ...options,
    ],
    { stdio: 'ignore' },
  );
  const run = (statements: string, database: string[], password = PASSWORD): string =>
    execFileSync(
      '/usr/bin/mariadb',
      [`--defaults-file=${settings}`, '-uroot', '-BNr', '--default-character-set=utf8mb4', ...database],
      { input: statements, encoding: 'utf8', stdio: 'pipe', env: { MYSQL_PWD: password } },
    ).trim();
  const ready = (): boolean => {
    try {
      run(`ALTER USER root@localhost IDENTIFIED BY '${PASSWORD.replace(/['\\]/g, '\\$&')}'`, [], '');
      return true;
    } catch {
      return false;
    }
  };
  while (!ready()) await sleep(100);
  return {
    sql: (statements, database) => run(statements, database === undefined ? [] : [database]),
    meanwhile(statements, database) {
      const client = spawn('/usr/bin/mariadb', [`--defaults-file=${settings}`, '-uroot', database], {
        env: { MYSQL_PWD: PASSWORD },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      client.stdin.on('error', () => undefined);
      client.stdin.end(statements);
      const ended = once(client, 'exit');
      return {
        async stop() {
          client.kill();
          await ended;
        },
      };
    },
    docker: (env = { MARIADB_ROOT_PASSWORD: PASSWORD }) => `case $1 in
  ps) echo db1 ;;
  inspect) echo '${CONTAINER}' ;;
  exec)
    shift
    [ "$1" != -i ] || shift
    shift
    exec env -i PATH=${bin}:/usr/bin:/bin ${Object.entries(env)
      .map(([name, value]) => `${name}=${quoted(value)}`)
      .join(' ')} "$@" ;;
esac`,
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
