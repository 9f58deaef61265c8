/** What every kind of data must do, by real programs. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { inPlace, kinds, stagedAs } from '../../../src/activities/data';
import type { DataKind } from '../../../src/activities/data/types';
import { backupPaths, readStatus } from '../../../src/backup';
import type { SourceKind } from '../../../src/protocol/data';
import { isRoot } from '../../host/sshd';
import { postgresOf, sqlite } from './contract/databases';
import { config, folder, script, volume } from './contract/files';
import { inApp, type Fixture } from './contract/fixture';
import { mariadbOf } from './contract/mariadb';
import { redisOf } from './contract/redis';
import { nobody, sourceHost, type SourceHost } from './host';
import { hasMariadb, startMariadb, type MariadbServer } from './mariadb-server';
import { binaries, startPostgres, type PostgresServer } from './postgres-server';
import { hasRedis, startRedis, type RedisServer } from './redis-server';

let server: PostgresServer;
let mariadbServer: MariadbServer;
let redisServer: RedisServer;
const postgres = postgresOf(() => server);
const mariadb = mariadbOf(() => mariadbServer);
const redis = redisOf(() => redisServer);
/** Of files that git does not track, one that is missing is no failure: `untracked.process.test.ts`. */
const fixtures: { [K in Exclude<SourceKind, 'untracked'>]: Fixture<K> } = {
  postgres,
  mariadb,
  redis,
  sqlite,
  folder,
  volume,
  script,
  config,
};

const KIB = 1_024;
const names = Object.keys(fixtures) as (keyof typeof fixtures)[];
const all = names.map(
  (kind) => ({ kind, ...fixtures[kind] }) as unknown as Fixture<never> & { kind: SourceKind },
);
const failure = (code: string) => expect.objectContaining({ code });

/** Whether the programs of a kind are installed; in CI they must be. */
const isHere: Partial<Record<SourceKind, boolean>> = {
  postgres: binaries !== null || process.env.CI !== undefined,
  mariadb: hasMariadb || process.env.CI !== undefined,
  redis: hasRedis || process.env.CI !== undefined,
};

beforeAll(async () => {
  if (isHere.postgres) server = await startPostgres();
  if (isHere.mariadb) mariadbServer = await startMariadb();
  if (isHere.redis) redisServer = await startRedis(['--enable-debug-command', 'yes']);
});
afterAll(async () => {
  await server?.stop();
  await mariadbServer?.stop();
  await redisServer?.stop();
});

describe.each(all)('data of kind $kind', (fixture) => {
  const { kind, programs, unprivileged } = fixture;
  const test = isHere[kind] === false ? it.skip : it;
  const asOther = unprivileged && isRoot;
  const data = kinds[kind] as unknown as DataKind<never>;

  let host: SourceHost;
  beforeEach(() => {
    host = sourceHost('dash', programs, asOther ? nobody : undefined);
    host.site.host.exec = host.site.read;
  });
  afterEach(() => host.remove());

  const source = () => fixture.source(host);
  const copy = () => host.copy(source());
  /** Brings what `copy` made to a staging folder as a pull does; returns where this source is in it. */
  const pull = (): string => {
    const staging = inApp(host, 'staging');
    const staged = join(staging, stagedAs(source()));
    const [found] = inPlace(host.site.scope, [source()]);
    const { from, to, filter = [] } = found ?? { from: host.copies, to: 'copies' };
    mkdirSync(dirname(join(staging, to)), { recursive: true });
    const rules = filter.map((rule) => `--filter=${rule}`);
    execFileSync('/usr/bin/rsync', ['-a', ...rules, `${from}/`, `${join(staging, to)}/`]);
    return staged;
  };
  const status = async () => (await readStatus(backupPaths(inApp(host, '../backups')).status)).apps.phone;
  /** Records the size that the copy has, as a backup does. */
  const record = async () => {
    const staged = pull();
    const entry = statSync(staged);
    await host.had({ [stagedAs(source())]: entry.isFile() ? entry.size : 9 * KIB });
  };
  const size = async () => {
    const facts = { containers: [], wrote: null, exec: {}, status: await status(), ...fixture.facts!(host) };
    return data.size(host.site, [source()] as never[], facts);
  };

  test('is copied to where the staging has it, with every name and byte', async () => {
    fixture.put(host, KIB);
    expect(await copy()).toMatch(/^\d+ (files|bytes)/);
    const copied = await fixture.staged(pull(), host);
    expect(copied).toEqual(fixture.live(host));
  });

  if (fixture.facts)
    test('has a size that grows with it', async () => {
      const sizes: number[] = [];
      for (const bytes of [100 * KIB, 900 * KIB]) {
        fixture.put(host, bytes);
        await copy();
        await record();
        sizes.push((await size())!);
      }
      const [small, large] = sizes as [number, number];
      expect(small).toBeGreaterThan(90 * KIB);
      expect(large - small).toBeGreaterThan(700 * KIB);
    });

  test('is refused where it is empty and was not', async () => {
    fixture.put(host, 20 * KIB);
    await copy();
    await record();
    fixture.empty(host);
    await expect(copy()).rejects.toEqual(failure('CopyEmpty'));
  });

  (unprivileged && !isRoot ? it.skip : test)(`fails as ${fixture.damaged} where it is damaged`, async () => {
    fixture.put(host, 20 * KIB);
    await expect(copy()).resolves.toBeDefined();
    fixture.damage(host);
    await expect(copy()).rejects.toEqual(failure(fixture.damaged));
  });

  test(`fails as ${fixture.missing} where it is missing`, async () => {
    fixture.put(host, KIB);
    fixture.remove(host);
    await expect(copy()).rejects.toEqual(failure(fixture.missing));
    expect(existsSync(join(host.copies, stagedAs(source())))).toBe(false);
  });

  if (data.putBack)
    test('is put back as it was kept, with what was new gone', async () => {
      // Docker works as root, whoever asks it.
      host.remove();
      host = sourceHost('dash', programs);
      host.site.host.exec = host.site.read;
      fixture.docker?.(host);
      fixture.put(host, 20 * KIB);
      const before = fixture.live(host);
      const file = join(host.app, '.roost/releases/5/kept');
      mkdirSync(dirname(file), { recursive: true });
      const perform = (work: () => Promise<unknown>) =>
        new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(work);
      await perform(() => data.keep!(host.site, source() as never, file));
      const first = statSync(file).mtimeMs;
      fixture.put(host, KIB);
      expect(fixture.live(host)).not.toEqual(before);
      // A run that was reset: what was kept first stays.
      await perform(() => data.keep!(host.site, source() as never, file));
      expect(statSync(file).mtimeMs).toBe(first);
      await perform(() => data.putBack!(host.site, source() as never, file));
      expect(fixture.live(host)).toEqual(before);
    });
});
