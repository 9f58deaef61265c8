/** What comes into the staging, by real rsync from a real sshd. */
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ControlSite } from '../../../../src/activities/app/site';
import { pulledBy, pullCopies } from '../../../../src/activities/backup/steps/pull';
import { factsFile, insideFolder } from '../../../../src/activities/data/facts';
import { backupPaths, MANIFEST, parseManifest } from '../../../../src/backup';
import { createSshHosts } from '../../../../src/host/ssh';
import type { SshHosts, Host } from '../../../../src/host/types';
import { appPaths } from '../../../../src/plan/names';
import type { CopySource } from '../../../../src/protocol/data';
import { describeWithSshd, startSshd, type Sshd } from '../../../host/sshd';

const release = { number: 4, commit: 'c0ffee', version: '1.0.0' };
const MB = 1024 * 1024;
const OPERATION = '0123456789';
const config: CopySource = { kind: 'config', files: ['docker-compose.yml'], proxy: null };
const script = (output: string): CopySource => ({ kind: 'script', command: './backup.sh', output });
const uploads: CopySource = { kind: 'folder', path: 'data/uploads' };

describeWithSshd('pulled', () => {
  let sshd: Sshd;
  let ssh: SshHosts;
  let app: string;
  let folder: string;
  let count = 0;
  /** Called when a megabyte of a pull has come. */
  let underWay: () => void;

  beforeAll(async () => {
    sshd = await startSshd();
    ssh = createSshHosts();
  });
  afterAll(async () => {
    await ssh.close();
    await sshd.stop();
  });
  beforeEach(() => {
    app = join(sshd.folder, `app${count++}`);
    underWay = () => undefined;
    folder = mkdtempSync(join(tmpdir(), 'roost-staging-'));
    put(join(app, 'backup/roost', OPERATION, 'config/docker-compose.yml'), 'services: {}');
    put(join(app, 'backup/roost/9876543210/config/docker-compose.yml'), 'of another night');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function put(file: string, content: string): void {
    mkdirSync(dirname(file), { recursive: true });
    // The SSH user is another one.
    chmodSync(dirname(file), 0o777);
    writeFileSync(file, content);
  }
  const staged = (path: string): string => join(folder, 'staging/phone', path);
  const files = (): string[] =>
    (readdirSync(staged(''), { recursive: true }) as string[])
      .filter((path) => statSync(staged(path)).isFile() && path !== MANIFEST)
      .sort();

  /** Returns how many rsyncs it took. */
  async function pull(sources: CopySource[]): Promise<{ rsyncs: number; note: string; warnings: string[] }> {
    const real = ssh.host(sshd.target());
    let rsyncs = 0;
    const stream: Host['stream'] = (argv, options) => {
      rsyncs += 1;
      let bytes = 0;
      const onStdout: NonNullable<typeof options>['onStdout'] = (chunk) => {
        if (bytes < MB && (bytes += chunk.length) >= MB) underWay();
        return options?.onStdout?.(chunk);
      };
      return real.stream(argv, { ...options, onStdout });
    };
    const site = {
      deps: {},
      host: { ...real, stream },
      app: { name: 'phone' },
      scope: {
        kind: 'app',
        app: 'phone',
        host: 'box',
        directory: app,
        source: 'src',
        project: 'src',
        compose: [],
      },
      paths: appPaths(app),
      backup: backupPaths(folder),
      operation: OPERATION,
      signal: new AbortController().signal,
    } as unknown as ControlSite;
    const pulling = new MockActivityEnvironment().run(() => pullCopies(site, { sources, release }));
    const answer = await (pulling as ReturnType<typeof pullCopies>);
    expect(await pulledBy(site.backup.mark('phone', 'pulled'))).toBe(OPERATION);
    return { rsyncs, ...answer };
  }

  test('the copies come along with what a script writes around them, and lie where they always do', async () => {
    put(join(app, 'backup/phone.dump'), 'a dump');
    put(join(app, 'backup/old/phone.dump'), 'another');
    put(staged('copies/config/docker-compose.yml'), 'of the night before');
    put(staged('copies/postgres/phone.dump'), 'of a source that is no more');
    expect(await pull([script('backup'), config])).toMatchObject({ rsyncs: 1 });
    expect(files()).toEqual([
      'copies/config/docker-compose.yml',
      'script/old/phone.dump',
      'script/phone.dump',
    ]);
    expect(readFileSync(staged('copies/config/docker-compose.yml'), 'utf8')).toBe('services: {}');
    expect(existsSync(staged('script/roost'))).toBe(false);
  });

  test('what an attempt has left that was cut is gone on with', async () => {
    put(join(app, 'backup/phone.dump'), 'a dump');
    put(staged(`script/roost/${OPERATION}/config/docker-compose.yml`), 'half');
    put(staged('script/roost/9876543210/config/docker-compose.yml'), 'of another night');
    await pull([script('backup'), config]);
    await pull([script('backup'), config]);
    expect(files()).toEqual(['copies/config/docker-compose.yml', 'script/phone.dump']);
    expect(readFileSync(staged('copies/config/docker-compose.yml'), 'utf8')).toBe('services: {}');
  });

  test('what lies elsewhere comes by itself', async () => {
    put(join(app, 'dumps/phone.dump'), 'a dump');
    put(join(app, 'data/uploads/a.png'), 'a picture');
    expect(await pull([script('dumps'), uploads, config])).toMatchObject({ rsyncs: 3 });
    expect(files()).toEqual([
      'copies/config/docker-compose.yml',
      'folders/data/uploads/a.png',
      'script/phone.dump',
    ]);
  });

  test('of files that are cut short while they are read the rest is whole, and they are named', async () => {
    const folder = join(app, 'data/uploads');
    for (let n = 0; n < 50; n++) put(join(folder, `z${n}`), `small ${n}`);
    const log = join(folder, 'a log');
    writeFileSync(log, randomBytes(64 * 1024 * 1024));
    // The sender has read no more than what fits between it and here.
    underWay = () => truncateSync(log, 0);
    const { warnings } = await pull([uploads, config]);
    expect(warnings).toEqual([
      'Of folders/data/uploads these were cut short while they were read, and are not to be relied on in this backup: a log.',
    ]);
    for (let n = 0; n < 50; n++)
      expect(readFileSync(staged(`folders/data/uploads/z${n}`), 'utf8')).toBe(`small ${n}`);
    expect(files().filter((file) => file.includes('.roost-partial'))).toEqual([]);
  });

  test('a database that was copied by its own means comes in place of the live one, without its journals', async () => {
    const names = ['app.db', 'sub/it\\s [b] ü.db', 'sub/new.db'];
    for (const name of names.slice(0, 2))
      for (const end of ['', '-wal', '-shm', '-journal'])
        put(join(app, `data/uploads/${name}${end}`), 'torn');
    put(join(app, 'data/uploads/app.db-other'), 'a file');
    const copies = join(app, 'backup/roost', OPERATION);
    for (const name of names) put(join(copies, insideFolder('folders/data/uploads'), name), 'a copy');
    const hex = (name: string): string => Buffer.from(`./${name}`).toString('hex');
    put(
      join(copies, factsFile('folders/data/uploads')),
      [...names, 'gone.db', '../../phone.evil'].map((name) => `inside ${hex(name)}\njournal wal\n`).join(''),
    );
    for (let again = 0; again < 2; again++) {
      await pull([uploads, config]);
      expect(files()).toEqual([
        'copies/config/docker-compose.yml',
        'folders/data/uploads/app.db',
        'folders/data/uploads/app.db-other',
        ...names.slice(1).map((name) => `folders/data/uploads/${name}`),
      ]);
      for (const name of names)
        expect(readFileSync(staged(`folders/data/uploads/${name}`), 'utf8')).toBe('a copy');
    }
  });

  test('a copy of a database that lies behind a link is not followed here', async () => {
    put(join(app, 'data/uploads/a.png'), 'a picture');
    const copies = join(app, 'backup/roost', OPERATION);
    mkdirSync(join(copies, insideFolder('folders/data/uploads')), { recursive: true });
    mkdirSync(join(folder, 'here'));
    writeFileSync(join(folder, 'here/own'), 'of the control host');
    symlinkSync(join(folder, 'here'), join(copies, insideFolder('folders/data/uploads'), 'sub'));
    put(
      join(copies, factsFile('folders/data/uploads')),
      `inside ${Buffer.from('./sub/own').toString('hex')}\n`,
    );
    await pull([uploads, config]);
    expect(readFileSync(join(folder, 'here/own'), 'utf8')).toBe('of the control host');
    expect(files()).toEqual(['copies/config/docker-compose.yml', 'folders/data/uploads/a.png']);
  });

  test('a manifest says what a restore needs besides', async () => {
    put(join(app, 'data/uploads/a.png'), 'a picture');
    const postgres: CopySource = { kind: 'postgres', service: 'db', database: 'phone', user: 'phone' };
    const hex = (text: string): string => Buffer.from(text).toString('hex');
    const said = `server-version 17.4\ndatabase-bytes 12345\nencoding UTF8\nprovider c\nrole ${hex('ph one')}\nsetting - ${hex('search_path=a, b=c')}\nsetting ${hex('phone')} ${hex('work_mem=4MB')}\nextension ${hex('pg_trgm')} 1.6\nimage-id sha256:1\nrows 3 ${hex('public."Calls"')}\n`;
    put(join(app, 'backup/roost', OPERATION, factsFile('copies/postgres')), said);
    await pull([postgres, uploads, config]);
    expect(existsSync(staged('copies/facts'))).toBe(false);
    const manifest = parseManifest(readFileSync(staged(MANIFEST), 'utf8'));
    expect(manifest).toMatchObject({
      app: 'phone',
      host: 'box',
      operation: OPERATION,
      release,
      place: { directory: app, source: 'src', project: 'src' },
      sources: [
        {
          kind: 'postgres',
          staged: 'copies/postgres',
          dump: 'copies/postgres/phone.dump',
          databaseBytes: 12345,
          serverVersion: '17.4',
          image: { id: 'sha256:1' },
          roles: ['ph one'],
          settings: [
            { role: null, name: 'search_path', value: 'a, b=c' },
            { role: 'phone', name: 'work_mem', value: '4MB' },
          ],
          extensions: [{ name: 'pg_trgm', version: '1.6' }],
          rows: [{ table: 'public."Calls"', rows: 3 }],
        },
        { kind: 'folder', staged: 'folders/data/uploads', path: 'data/uploads', moved: [] },
        { kind: 'config' },
      ],
    });
  });

  test('what a host writes in place of facts costs no backup', async () => {
    put(join(app, 'data/uploads/a.png'), 'a picture');
    const facts = join(app, 'backup/roost', OPERATION, factsFile('folders/data/uploads'));
    put(
      facts,
      `inside zz\nroot -1 x y\nrows 99999999999999999999 00\n\0\nlabels {"a":\n${'inside 2e2e2f78\n'.repeat(1000)}`,
    );
    await pull([uploads, config]);
    expect(parseManifest(readFileSync(staged(MANIFEST), 'utf8'))?.sources).toHaveLength(2);
    expect(files()).toEqual(['copies/config/docker-compose.yml', 'folders/data/uploads/a.png']);
  });
});
