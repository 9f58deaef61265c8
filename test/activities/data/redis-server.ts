/** A server of Redis of its own, and a `docker` that runs commands beside it. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../src/services/ports';
import { CONTAINER, quoted } from './fake-docker';

/** Whether Redis is installed. */
export const hasRedis = existsSync('/usr/bin/redis-server');

/** With what a shell, a configuration file or an argument would take apart. */
export const PASSWORD = `it's "a" $1 \\ #`;

export interface RedisServer {
  port: number;
  /** Runs one command; returns what it prints. */
  redis(...command: string[]): string;
  /** Its answer in database `n` to each of these lines. */
  lines(n: number, lines: string[]): string;
  /** Keys with their values, by database. */
  all(): Record<string, string>;
  /**
   * A `docker` program whose one container `db1` is the server. `env`: of the container, by default
   * with its password; `command`: the words that the container was started with.
   */
  docker(env?: Record<string, string>, command?: string[]): string;
  /** All that was asked of Docker. */
  asked(): string;
  /** Is killed, and started again on the same files. */
  restart(...more: string[]): Promise<void>;
  stop(): Promise<void>;
}

/** What the programs derive of the operation of all tests: several of them may run at once. */
const SECOND_PORT = '20291';

/**
 * `options`: of the server, `password` empty for none; `client`: words for who asks it. `called`: another
 * name of its program; `beside`: a shell's text, the `redis-server` of its image.
 */
export async function startRedis(
  options: string[] = [],
  { password = PASSWORD, client = [] as string[], tls = false, called = 'redis-server', beside = '' } = {},
): Promise<RedisServer> {
  const home = mkdtempSync(join(tmpdir(), 'roost-redis-'));
  mkdirSync(join(home, 'data'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  if (called !== 'redis-server') symlinkSync('/usr/bin/redis-server', join(bin, called));
  if (beside) writeFileSync(join(bin, 'redis-server'), `#!/bin/sh\n${beside}\n`, { mode: 0o755 });
  const port = await freePort();
  const second = await freePort();
  let child: ChildProcess | undefined;
  const env = { PATH: '/usr/bin:/bin', ...(password && { REDISCLI_AUTH: password }) };
  const ask = (words: string[], input = ''): string =>
    execFileSync('/usr/bin/redis-cli', [...client, '-p', String(port), ...words], {
      encoding: 'utf8',
      input,
      stdio: 'pipe',
      env,
    }).trim();
  const start = async (more: string[] = []): Promise<void> => {
    const ports = tls ? ['--port', '0', '--tls-port', String(port)] : ['--port', String(port)];
    const own = [...ports, '--bind', '127.0.0.1', '--dir', join(home, 'data')];
    // By default a copy waits 5 s for others that want one.
    own.push('--repl-diskless-sync-delay', '0');
    const auth = password ? ['--requirepass', password] : [];
    child = spawn(
      called === 'redis-server' ? '/usr/bin/redis-server' : join(bin, called),
      [...own, ...auth, ...options, ...more],
      { stdio: 'ignore' },
    );
    for (let tries = 0; ; tries++) {
      try {
        if (ask(['PING']).includes('PONG')) return;
      } catch (error) {
        if (tries > 100 || child.exitCode !== null) throw error;
      }
      await sleep(50);
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  await start();
  return {
    port,
    redis: (...command) => ask(command),
    lines: (n, lines) => ask(['-n', String(n)], lines.join('\n')),
    all() {
      const found: Record<string, string> = {};
      for (const [, n] of ask(['INFO', 'keyspace']).matchAll(/^db(\d+):/gm))
        for (const key of ask(['-n', n!, 'KEYS', '*']).split('\n'))
          found[`${n} ${key}`] = ask(['-n', n!, 'GET', key]);
      return found;
    },
    docker: (values = { REDIS_PASSWORD: PASSWORD }, command = ['redis-server']) => `
echo "$*" >>${home}/asked
n=$#
while [ $n -gt 0 ]; do
  case $1 in ${SECOND_PORT}) set -- "$@" ${second} ;; 6379) set -- "$@" ${port} ;; *) set -- "$@" "$1" ;; esac
  shift
  n=$((n - 1))
done
case $1:$* in
  ps:*) echo db1 ;;
  inspect:*'.Image}}'*) echo sha256:redis ;;
  inspect:*Entrypoint*) printf '%s\\n' ${['docker-entrypoint.sh', ...command].map(quoted).join(' ')} ;;
  inspect:*) echo ${quoted(CONTAINER)} ;;
  rm:*)
    kill -9 "$(cat "${home}/$3.pid" 2>/dev/null)" 2>/dev/null
    while kill -0 "$(cat "${home}/$3.pid" 2>/dev/null)" 2>/dev/null; do sleep 0.1; done
    rm -f "${home}/$3.pid" ;;
  run:*)
    while [ "$1" != sha256:redis ]; do
      [ "$1" != --name ] || echo $$ >"${home}/$2.pid"
      shift
    done
    shift
    conf=$(printf '%s\\n' "$ROOST_CONF" | sed 's/^port ${SECOND_PORT}$/port ${second}/')
    exec env -i PATH=${bin}:/usr/bin:/bin TMPDIR=${home} ROOST_CONF="$conf" sh "$@" ;;
  exec:*)
    while [ "$1" != sh ]; do at=$1; shift; done
    case $at in
      db1) exec env -i PATH=/usr/bin:/bin ROOST_AUTH="$ROOST_AUTH" ${Object.entries(values)
        .map(([name, value]) => `${name}=${quoted(value)}`)
        .join(' ')} "$@" ;;
      *) exec env -i PATH=/usr/bin:/bin ROOST_AUTH="$ROOST_AUTH" "$@" ;;
    esac ;;
esac`,
    asked: () => readFileSync(join(home, 'asked'), 'utf8'),
    async restart(...more) {
      await end('SIGKILL');
      await start(more);
    },
    async stop() {
      await end('SIGKILL');
      rmSync(home, { recursive: true, force: true });
    },
  };
}
