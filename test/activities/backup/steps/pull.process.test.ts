/** What comes into the staging, by real rsync from a real sshd. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { ControlSite } from '../../../../src/activities/app/site';
import { pulledBy, pullCopies } from '../../../../src/activities/backup/steps/pull';
import { backupPaths } from '../../../../src/backup';
import { createDoor } from '../../../../src/host/ssh';
import type { Door, Host } from '../../../../src/host/types';
import { appPaths } from '../../../../src/plan/names';
import type { CopySource } from '../../../../src/protocol/data';
import { describeWithSshd, startSshd, type Sshd } from '../../../host/sshd';

const OPERATION = '0123456789';
const config: CopySource = { kind: 'config', files: ['docker-compose.yml'], proxy: null };
const script = (output: string): CopySource => ({ kind: 'script', command: './backup.sh', output });
const uploads: CopySource = { kind: 'folder', path: 'data/uploads' };

describeWithSshd('pulled', () => {
  let sshd: Sshd;
  let door: Door;
  let app: string;
  let folder: string;
  let count = 0;

  beforeAll(async () => {
    sshd = await startSshd();
    door = createDoor();
  });
  afterAll(async () => {
    await door.close();
    await sshd.stop();
  });
  beforeEach(() => {
    app = join(sshd.folder, `app${count++}`);
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
      .filter((path) => statSync(staged(path)).isFile())
      .sort();

  /** Returns how many rsyncs it took. */
  async function pull(sources: CopySource[]): Promise<{ rsyncs: number; note: string; warnings: string[] }> {
    const real = door.host(sshd.target());
    let rsyncs = 0;
    const stream: Host['stream'] = (argv, options) => {
      rsyncs += 1;
      return real.stream(argv, options);
    };
    const site = {
      deps: {},
      host: { ...real, stream },
      app: { name: 'phone' },
      scope: { directory: app },
      paths: appPaths(app),
      backup: backupPaths(folder),
      operation: OPERATION,
      signal: new AbortController().signal,
    } as unknown as ControlSite;
    const pulling = new MockActivityEnvironment().run(() => pullCopies(site, { sources }));
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
    for (let n = 0; n < 500; n++) put(join(folder, `z${n}`), `small ${n}`);
    const writer = spawn('sh', [
      '-c',
      'cd "$1" && while :; do for n in 1 2 3 4 5 6 7 8 9 10 11 12; do head -c 4000000 /dev/zero >log$n; : >log$n; done; done',
      'writer',
      folder,
    ]);
    try {
      await until(() => existsSync(join(folder, 'log12')));
      let warnings: string[] = [];
      // It is a matter of luck whether the writer meets the reader.
      for (let tries = 0; warnings.length === 0 && tries < 20; tries++)
        ({ warnings } = await pull([uploads, config]));
      expect(warnings.join('\n')).toMatch(
        /Of folders\/data\/uploads these (were cut short|changed each time).*: log\d/,
      );
    } finally {
      writer.kill('SIGKILL');
    }
    for (let n = 0; n < 500; n++)
      expect(readFileSync(staged(`folders/data/uploads/z${n}`), 'utf8')).toBe(`small ${n}`);
    expect(files().filter((file) => file.includes('.roost-partial'))).toEqual([]);
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && !holds();)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
