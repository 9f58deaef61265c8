/** The data of Redis come back, into the append-only file too, and go back again, on a real server. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { redis } from '../../../src/activities/data/redis';
import { digestOfServer } from '../../../src/activities/data/redis/names';
import { dropLoadedItem, isFormer, isLoaded, loadItem, swapItem } from '../../../src/activities/data/restore';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { sourceHost, syncsOf, type SourceHost } from './host';
import { hasRedis, PASSWORD, startRedis, type RedisServer } from './redis-server';
import { coded, load, OPERATION, send, swap } from './restoring';

const source = { kind: 'redis', service: 'db' } as const;
const item: RestoreItem & { kind: 'redis' } = { ...source, from: 'copies/redis/db.rdb', files: 1, bytes: 1 };
const KEYS = ['SET a 1', 'SET b "zwei 😀"', 'SET session 1 PX 1500'];
const THEN = { '0 a': '1', '0 b': 'zwei 😀', '5 other': '1' };
const NOW = { '0 a': 'live', '2 later': '1' };

const suite = hasRedis || process.env.CI ? describe : describe.skip;
const perform = (work: () => Promise<unknown>) =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);

suite.each([
  ['with an append-only file', ['--appendonly', 'yes', '--masterauth', 'we"ird \\ one'], 'dash'],
  ['with snapshots', ['--save', '900 1'], 'busybox'],
  [
    'with an append-only file without a dump in it',
    ['--appendonly', 'yes', '--aof-use-rdb-preamble', 'no'],
    'dash',
  ],
] as const)('data of Redis %s', (_, options, shell) => {
  let server: RedisServer;
  let host: SourceHost;
  beforeEach(async () => {
    server = await startRedis([...options]);
    host = sourceHost(shell);
    host.program('docker', server.docker());
    host.site.host.exec = host.site.read;
    server.lines(0, KEYS);
    server.lines(5, ['SET other 1']);
    await host.copy(source);
    send(host, item, join(host.copies, 'redis/db.rdb'));
    server.redis('FLUSHALL');
    server.lines(0, ['SET a live']);
    server.lines(2, ['SET later 1']);
  });
  afterEach(async () => {
    await server.stop();
    host.remove();
  });

  it('are proven beside the live ones, take their place and give it back, whatever is killed in between', async () => {
    // That its time is over meanwhile is no loss.
    expect(await load(host, item, { db0: 3, db5: 1 })).toBe(
      '4 keys in 2 databases, as the snapshot lists them',
    );
    expect(server.all()).toEqual(NOW);
    expect([await isFormer(host.site, item, OPERATION), await isLoaded(host.site, item, OPERATION)]).toEqual([
      true,
      true,
    ]);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    for (let i = 0; i < 2; i++) await swap(host, item, 'in');
    expect(server.all()).toEqual(THEN);
    expect(await isFormer(host.site, item, OPERATION)).toBe(false);
    await server.restart();
    expect(server.all()).toEqual(THEN);
    expect(server.redis('INFO', 'replication')).toContain('role:master');
    server.redis('SET', 'since', '1');
    for (let i = 0; i < 2; i++) await swap(host, item, 'back');
    expect(server.all()).toEqual(NOW);
    await server.restart();
    expect(server.all()).toEqual(NOW);
    expect([await isFormer(host.site, item, OPERATION), await isLoaded(host.site, item, OPERATION)]).toEqual([
      true,
      true,
    ]);
    // What was written since is kept aside, and takes its place again.
    await swap(host, item, 'in');
    expect(server.all()).toEqual({ ...THEN, '0 since': '1' });
    await swap(host, item, 'back');
    await dropLoadedItem(host.site, item, OPERATION);
    expect(await isLoaded(host.site, item, OPERATION)).toBe(false);
    expect(server.all()).toEqual(NOW);
    expect(server.asked()).not.toContain(PASSWORD);
  });
});

suite('data of Redis', () => {
  let server: RedisServer;
  let host: SourceHost;
  const begin = async (options: string[] = [], image = {}): Promise<void> => {
    server = await startRedis(['--appendonly', 'yes', ...options], image);
    host = sourceHost('dash');
    host.program('docker', server.docker());
    host.site.host.exec = host.site.read;
    server.lines(0, ['SET a 1', 'SET b 2']);
    await host.copy(source);
    send(host, item, copied());
  };
  const copied = (): string => join(host.copies, 'redis/db.rdb');
  const restores = (): string => join(host.app, '.roost/restores', OPERATION);
  const sent = (): string => join(restores(), 'sent', item.from);
  afterEach(async () => {
    await server.stop();
    host.remove();
  });
  /** Does what is asked of Docker once, and then kills the program that asked, with its subshells. */
  const cutAt = (what: string): void => {
    host.program('docker-whole', server.docker());
    host.program(
      'docker',
      `case "$*" in *'${what}'*) if [ ! -e "${host.app}/cut" ]; then
  : >"${host.app}/cut"
  docker-whole "$@" >/dev/null
  all= at=$PPID
  while tr '\\0' ' ' <"/proc/$at/cmdline" | grep -q 'sh -c'; do
    all="$at $all"
    at=$(awk '$1 == "PPid:" { print $2 }' "/proc/$at/status")
  done
  kill -9 $all
  exit 1
fi ;; esac
exec docker-whole "$@"`,
    );
  };

  it("are served by a program of the live server's kind where the image has several", async () => {
    // That one cannot read what this one writes.
    await begin([], { called: 'valkey-server', beside: 'exec sleep 100' });
    server.redis('SET', 'a', 'live');
    await load(host, item);
    await swap(host, item, 'in');
    expect(server.all()).toEqual({ '0 a': '1', '0 b': '2' });
  });

  it('are given up where the live server cannot take them, which is told then', async () => {
    const deaf = `exec /usr/bin/redis-server "$@" --rename-command SYNC no-sync --rename-command PSYNC no-psync`;
    await begin([], { beside: deaf });
    server.redis('SET', 'a', 'live');
    await load(host, item);
    await expect(swap(host, item, 'in')).rejects.toEqual(
      coded('SwapFailed', 'does not take the data from a second one'),
    );
    expect(server.all()).toEqual({ '0 a': 'live', '0 b': '2' });
    expect(server.redis('INFO', 'replication')).toContain('role:master');
  });

  it.each([
    ['before the live server asks for them', 'INFO replication'],
    ['while the live server still follows', 'REPLICAOF NO ONE'],
    ['before they are on the disk', 'INFO persistence'],
  ])('are gone on with where a swap was killed %s', async (_, at) => {
    await begin();
    server.redis('SET', 'a', 'live');
    await load(host, item);
    cutAt(at);
    await expect(swap(host, item, 'in')).rejects.toThrow();
    expect(existsSync(join(host.app, 'cut'))).toBe(true);
    await swap(host, item, 'in');
    expect(server.all()).toEqual({ '0 a': '1', '0 b': '2' });
    expect(server.redis('INFO', 'replication')).toContain('role:master');
    await swap(host, item, 'back');
    expect(server.all()).toEqual({ '0 a': 'live', '0 b': '2' });
  });

  it.each(['INFO replication', 'INFO persistence'])('go back where a swap was killed at %s', async (at) => {
    await begin();
    server.redis('SET', 'a', 'live');
    await load(host, item);
    cutAt(at);
    await expect(swap(host, item, 'in')).rejects.toThrow();
    await swap(host, item, 'back');
    expect(server.all()).toEqual({ '0 a': 'live', '0 b': '2' });
    expect(server.redis('SET', 'c', '3')).toBe('OK');
  });

  it('are put back to the dump from before a migration, also by a run that goes on with it', async () => {
    await begin();
    const file = join(host.app, '.roost/releases/5/before/db.rdb');
    const synced = syncsOf(host);
    await perform(() => redis.keep(host.site, source, file));
    expect(synced()).toEqual([`${file}.new`, dirname(file)]);
    server.redis('FLUSHALL');
    server.redis('SET', 'c', '3');
    cutAt('INFO replication');
    await expect(perform(() => redis.putBack(host.site, source, file))).rejects.toEqual(
      coded('RestoreFailed'),
    );
    await perform(() => redis.putBack(host.site, source, file));
    expect(server.all()).toEqual({ '0 a': '1', '0 b': '2' });
    await server.restart();
    expect(server.all()).toEqual({ '0 a': '1', '0 b': '2' });
  });

  it('come beside the live ones as a file alone', async () => {
    await begin();
    const at = await perform(() => loadItem(host.site, item, 'scratch', { db0: 2 }));
    expect(at).toBe('2 keys in 1 database, as the snapshot lists them');
    expect(readFileSync(sent())).toEqual(readFileSync(copied()));
  });

  it.each<[string, (whole: Buffer) => Buffer, string, string]>([
    ['is cut short', (whole) => whole.subarray(0, -20), 'CopyDamaged', 'Unexpected EOF'],
    [
      'has another byte in it',
      (whole) => {
        const other = Buffer.from(whole);
        other[other.length - 12]! ^= 1;
        return other;
      },
      'CopyDamaged',
      '',
    ],
    [
      'is of a newer server',
      (whole) => Buffer.concat([Buffer.from('REDIS0099'), whole.subarray(9)]),
      'LoadFailed',
      'of a newer server',
    ],
    [
      'is none',
      () => Buffer.from('-- PostgreSQL database dump --\n'.repeat(20)),
      'CopyDamaged',
      'Wrong signature',
    ],
  ])('are refused where the dump %s', async (_, change, code, text) => {
    await begin();
    mkdirSync(dirname(sent()), { recursive: true });
    writeFileSync(sent(), change(readFileSync(copied())));
    await expect(load(host, item)).rejects.toEqual(coded(code, text));
    expect(server.all()).toEqual({ '0 a': '1', '0 b': '2' });
  });

  it('are refused where the snapshot lists other keys', async () => {
    await begin();
    await expect(load(host, item, { db0: 3 })).rejects.toEqual(coded('LoadFailed', 'the snapshot lists 3'));
  });

  it.each<[string, string[], string]>([
    ['is a replica', ['--replicaof', '127.0.0.1 1'], 'is a replica of 127.0.0.1:1'],
    ['may not be one', ['--rename-command', 'REPLICAOF', ''], 'does not take REPLICAOF'],
    ['has fewer databases', ['--databases', '4'], 'has a database 5, the server has 4'],
    ['is in cluster mode', ['--cluster-enabled', 'yes'], 'cluster mode'],
  ])('are refused before anything stops where the server %s', async (_, options, text) => {
    await begin();
    server.lines(5, ['SET c 1']);
    await host.copy(source);
    send(host, item, copied());
    await server.stop();
    server = await startRedis(options);
    host.program('docker', server.docker());
    await expect(load(host, item)).rejects.toEqual(coded('LoadFailed', text));
  });

  it('are refused where the server replicates by TLS alone', async () => {
    await begin();
    host.program('docker-whole', server.docker());
    host.program(
      'docker',
      `case "$*" in *'CONFIG GET tls-replication') printf 'tls-replication\\nyes\\n' ;; *) exec docker-whole "$@" ;; esac`,
    );
    await expect(load(host, item)).rejects.toEqual(coded('LoadFailed', 'tls-replication'));
  });

  it('have what is kept in a file until it is dropped', async () => {
    await begin();
    await load(host, item);
    await swap(host, item, 'in');
    const kept = join(restores(), `kept-${digestOfServer(source)}.rdb`);
    expect(existsSync(kept)).toBe(true);
    await swapItem(host.site, item, OPERATION, 'drop-kept');
    expect(existsSync(kept)).toBe(false);
  });
});
