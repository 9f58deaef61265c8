/** Copies of Redis, as servers are really run: passwords, users, ports, what a server forbids. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseFacts, factsFile } from '../../../src/activities/data/facts';
import type { Redis } from '../../../src/protocol/data';
import { sourceHost, type SourceHost } from './host';
import { hasRedis, PASSWORD, startRedis, type RedisServer } from './redis-server';
import { coded } from './restoring';

const source = { kind: 'redis', service: 'db' } as const;
const suite = hasRedis || process.env.CI ? describe : describe.skip;

suite.each(['dash', 'busybox'] as const)('a copy of Redis (%s)', (shell) => {
  let server: RedisServer;
  let host: SourceHost;
  beforeAll(async () => {
    server = await startRedis(['--appendonly', 'yes']);
    server.lines(0, ['SET a 1', 'SET session 1 PX 1']);
    server.lines(3, ['MSET b 2 c 3']);
    server.lines(
      15,
      Array.from({ length: 200 }, (_, n) => `SET k${n} ${n}`),
    );
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    host = sourceHost(shell);
    host.site.host.exec = host.site.read;
    host.program('docker', server.docker());
  });
  afterEach(() => host.remove());

  const copy = (more: Partial<Redis> = {}) => host.copy({ ...source, ...more });
  const NOTE = /^\d+ bytes, 203 keys$/;

  it('counts the keys of each database in the dump, and says of which server it is', async () => {
    await expect(copy()).resolves.toMatch(NOTE);
    const facts = parseFacts(readFileSync(join(host.copies, factsFile('copies/redis/db.rdb')), 'utf8'));
    expect(facts.rows).toEqual([
      { table: 'db0', rows: 1 },
      { table: 'db3', rows: 2 },
      { table: 'db15', rows: 200 },
    ]);
    expect(facts.words['server-version']).toEqual([expect.stringMatching(/^Redis \d+\.\d+\.\d+$/)]);
  });

  const file = (): string => {
    const path = join(host.app, 'password');
    writeFileSync(path, `${PASSWORD}\n`);
    return path;
  };
  it.each<[string, (path: string) => [Record<string, string>, string[]?]]>([
    ['a variable of the image', () => [{ REDIS_PASSWORD: PASSWORD }]],
    ['a file that a variable of the image names', (path) => [{ VALKEY_PASSWORD_FILE: path }]],
    ['the command of its server', () => [{}, ['redis-server', '--requirepass', PASSWORD]]],
    [
      'a variable in its command',
      () => [{ P: PASSWORD }, ['sh', '-c', 'exec redis-server --requirepass "$P" --save ""']],
    ],
    [
      'a secret in its command',
      (path) => [{}, ['sh', '-c', `redis-server --requirepass "$(cat '${path}')"`.replace(/'/g, '')]],
    ],
    [
      'the file of its settings',
      (path) => {
        writeFileSync(`${path}.conf`, `port 6379\nrequirepass ${PASSWORD}\n`);
        return [{}, ['redis-server', `${path}.conf`]];
      },
    ],
  ])('takes the password from %s', async (_, given) => {
    // A shell takes no path with blanks apart.
    const folder = mkdtempSync(join(tmpdir(), 'roost-redis-password-'));
    const path = join(folder, 'redis');
    writeFileSync(path, `${PASSWORD}\n`);
    host.program('docker', server.docker(...given(path)));
    await expect(copy()).resolves.toMatch(NOTE);
    rmSync(folder, { recursive: true });
  });

  it('takes it from where the fleet file says, and never as an argument', async () => {
    host.program('docker', server.docker({ OTHER: PASSWORD, REDIS_PASSWORD: 'old' }));
    await expect(copy({ password: { env: 'OTHER' } })).resolves.toMatch(NOTE);
    host.program('docker', server.docker({}));
    await expect(copy({ password: { file: file() } })).resolves.toMatch(NOTE);
    expect(server.asked()).toContain('--rdb');
    expect(server.asked()).not.toContain(PASSWORD);
  });

  it('says where a password would have to be, and not which one it tried', async () => {
    host.program('docker', server.docker({ REDIS_PASSWORD: 'wrong-one' }));
    const error = await copy().then(
      () => new Error('it was made'),
      (thrown: Error) => thrown,
    );
    expect(error).toEqual(coded('CopyFailed', 'data.redis.password of the fleet file'));
    expect(error.message).toContain('WRONGPASS');
    expect(error.message).not.toContain('wrong-one');
    expect(existsSync(join(host.copies, 'redis/db.rdb'))).toBe(false);
  });

  it('goes by a user of its ACL, and names the rights that one lacks', async () => {
    server.redis(
      'ACL',
      'SETUSER',
      'backup',
      'on',
      '>pw',
      'allkeys',
      '+psync',
      '+sync',
      '+replconf',
      '+ping',
      '+info',
    );
    server.redis('ACL', 'SETUSER', 'reader', 'on', '>pw', 'allkeys', '+@read', '+ping');
    host.program('docker', server.docker({ PW: 'pw' }));
    await expect(copy({ user: 'backup', password: { env: 'PW' } })).resolves.toMatch(NOTE);
    await expect(copy({ user: 'reader', password: { env: 'PW' } })).rejects.toEqual(
      coded('CopyFailed', '+psync'),
    );
  });
});

suite('a copy of a server of Redis', () => {
  let host: SourceHost;
  beforeEach(() => {
    host = sourceHost('dash');
    host.site.host.exec = host.site.read;
  });
  afterEach(() => host.remove());
  const having = async (server: RedisServer, work: () => Promise<void>): Promise<void> => {
    try {
      server.redis('SET', 'a', '1');
      host.program('docker', server.docker());
      await work();
    } finally {
      await server.stop();
    }
  };

  it('that asks for no password works beside a variable for one', async () => {
    const server = await startRedis([], { password: '' });
    await having(server, async () => {
      await expect(host.copy(source)).resolves.toMatch(/, 1 keys$/);
    });
  });

  it('that speaks TLS alone works with its certificates', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'roost-redis-tls-'));
    const [key, cert] = [join(folder, 'key'), join(folder, 'cert')];
    const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=redis', '-days', '2'];
    execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'pipe' });
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', cert];
    const client = ['--tls', '--cacert', cert, '--cert', cert, '--key', key];
    const server = await startRedis(files, { client, tls: true });
    await having(server, async () => {
      const tls = { ca: cert, cert, key };
      await expect(host.copy({ ...source, tls })).resolves.toMatch(/, 1 keys$/);
    });
    rmSync(folder, { recursive: true });
  });

  it('whose commands were renamed says so', async () => {
    const server = await startRedis(['--rename-command', 'PSYNC', '', '--rename-command', 'SYNC', '']);
    await having(server, async () => {
      await expect(host.copy(source)).rejects.toEqual(coded('CopyFailed', 'under their own names'));
    });
  });
});
