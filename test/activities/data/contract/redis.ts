/** Redis by its contract. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceHost } from '../host';
import type { RedisServer } from '../redis-server';
import type { Fixture } from './fixture';

/** All keys with their values, as a digest that the server makes. */
const digestOf = (ask: (...words: string[]) => string): string => ask('DEBUG', 'DIGEST');

export function redisOf(server: () => RedisServer): Fixture<'redis'> {
  /** `pipe`: what becomes of a dump on its way. */
  const docker = (host: SourceHost, pipe: string): void => {
    host.program('docker-whole', server().docker());
    host.program(
      'docker',
      `case "$*" in *' --rdb -') docker-whole "$@" | ${pipe} ;; *) exec docker-whole "$@" ;; esac`,
    );
  };
  return {
    source: () => ({ kind: 'redis', service: 'db' }),
    put(host, bytes) {
      docker(host, 'cat');
      server().redis('FLUSHALL');
      server().lines(
        3,
        Array.from({ length: Math.max(1, Math.round(bytes / 64)) }, (_, n) => {
          // Bytes that neither shrink nor are text.
          const value = Array.from(
            { length: 64 },
            (_, i) => `\\x${((((n + 1) * (i + 7) * 2654435761) >>> 9) & 255).toString(16).padStart(2, '0')}`,
          );
          return `SET "it's \\"odd\\" \\n ü ${n}" "${value.join('')}"`;
        }),
      );
      server().redis('SADD', 'all', 'a', 'b');
    },
    live: () => digestOf(server().redis),
    staged(path) {
      const folder = mkdtempSync(join(tmpdir(), 'roost-redis-copy-'));
      copyFileSync(path, join(folder, 'dump.rdb'));
      const socket = join(folder, 'socket');
      const words = ['--port', '0', '--unixsocket', socket, '--dir', folder, '--daemonize', 'yes'];
      execFileSync('/usr/bin/redis-server', [...words, '--enable-debug-command', 'yes', '--save', '']);
      const ask = (...command: string[]): string =>
        execFileSync('/usr/bin/redis-cli', ['-s', socket, ...command], { encoding: 'utf8', env: {} }).trim();
      for (;;) {
        try {
          if (ask('PING') === 'PONG') break;
        } catch {
          execFileSync('sleep', ['0.05']);
        }
      }
      const found = digestOf(ask);
      ask('SHUTDOWN', 'NOSAVE');
      rmSync(folder, { recursive: true });
      return found;
    },
    facts: () => ({ containers: [{ id: 'db1', service: 'db', state: 'running' }] as never }),
    docker: (host) => docker(host, 'cat'),
    empty: () => void server().redis('FLUSHALL'),
    remove: (host) => host.program('docker', 'true'),
    missing: 'SourceMissing',
    damage: (host) => docker(host, '{ head -c 900; cat >/dev/null; }'),
    damaged: 'CopyDamaged',
  };
}
