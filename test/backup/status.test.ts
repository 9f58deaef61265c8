import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupPaths, changeStatus, readStatus, seeStatus, type BackupStatus } from '../../src/backup';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roost-status-'));
  file = join(folder, 'backups/status.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string): void => {
  mkdirSync(join(folder, 'backups'), { recursive: true });
  writeFileSync(file, text);
};
const failed = (run: string) => ({
  host: 'hornbill',
  lastSuccess: null,
  lastAttempt: { at: '2026-01-01T00:00:00Z', run, outcome: 'failed', error: null },
});
const unusable = expect.objectContaining({
  code: 'BackupStatusUnusable',
  message: expect.stringContaining('backups/status.json cannot be read: '),
});

it('is empty where there is none, and makes none by being read', async () => {
  expect(await readStatus(file)).toMatchObject({
    version: 1,
    apps: {},
    night: null,
    repository: { bytes: null },
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('is written with its folder, for people too', async () => {
  const written = await changeStatus(file, ({ apps }) => void (apps.phone = failed('backup-phone-1')));
  expect(await readStatus(file)).toEqual(written);
  expect(Date.parse(written.updatedAt)).toBeGreaterThan(Date.now() - 60_000);
  expect(readFileSync(file, 'utf8')).toMatch(/^\{\n {2}"version": 1,\n[^]*\}\n$/);
  expect(readdirSync(join(folder, 'backups'))).toEqual(['status.json', 'status.json.lock']);
});

describe.each([
  ['empty', ''],
  ['cut short', '{"version":1,"apps":{"pho'],
  ['null', 'null'],
  ['of a later version', '{"version":2,"apps":{}}'],
  ['without apps', '{"version":1}'],
  ['something else', '[1]'],
])('one that is damaged: %s', (_, text) => {
  const aside = (): string[] =>
    readdirSync(join(folder, 'backups')).filter((name) => name.includes('.damaged-'));

  it('is left as it is by who only looks', async () => {
    write(text);
    await expect(seeStatus(file)).rejects.toEqual(unusable);
    expect([readFileSync(file, 'utf8'), readdirSync(join(folder, 'backups'))]).toEqual([
      text,
      ['status.json'],
    ]);
  });

  it.each([
    ['read', () => readStatus(file)],
    ['changed', () => changeStatus(file, ({ apps }) => void (apps.site = failed('2')))],
  ])(
    'is put aside when it is %s, and the backups go on with what was known before its last change',
    async (how, work) => {
      await changeStatus(file, ({ apps, repository }) => {
        apps.phone = failed('1');
        repository.damaged = { part: 3, parts: 8, at: '2026-01-01T00:00:00Z' };
      });
      await changeStatus(file, ({ apps }) => void (apps.wiki = failed('1')));
      write(text);
      const status = await work();
      expect(Object.keys(status.apps)).toEqual(how === 'read' ? ['phone'] : ['phone', 'site']);
      expect(status.repository.damaged).toMatchObject({ part: 3 });
      expect(await seeStatus(file)).toEqual(status);
      const [name, ...more] = aside();
      expect([readFileSync(join(folder, 'backups', name!), 'utf8'), more]).toEqual([text, []]);
      expect(status.putAside).toEqual({
        at: expect.any(String) as string,
        file: join(folder, 'backups', name!),
      });
      expect(readFileSync(backupPaths(join(folder, 'backups')).log, 'utf8')).toContain(`cannot be read: `);
      // And that is all.
      await changeStatus(file, ({ apps }) => void (apps.wiki = failed('2')));
      expect(aside()).toEqual([name]);
    },
  );

  it('is begun anew where the one before it is damaged too', async () => {
    write(text);
    writeFileSync(`${file}.former`, '{ half');
    const many = await Promise.all([
      readStatus(file),
      readStatus(file),
      changeStatus(file, ({ apps }) => void (apps.site = failed('2'))),
    ]);
    expect(many[2].apps).toEqual({ site: failed('2') });
    expect(many[2].putAside).not.toBeNull();
    expect(aside()).toHaveLength(1);
  });
});

it('says why it cannot be read', async () => {
  mkdirSync(file, { recursive: true });
  await expect(readStatus(file)).rejects.toThrow(/status\.json cannot be read: EISDIR/);
  await expect(changeStatus(file, () => {})).rejects.toEqual(unusable);
  expect(readdirSync(join(folder, 'backups'))).toEqual(['status.json', 'status.json.lock']);
});

it('loses no change of many at once, and is whole at every moment', async () => {
  const apps = Array.from({ length: 100 }, (_, n) => `app${n}`);
  let reading = true;
  const read = async (): Promise<number> => {
    let seen = 0;
    for (; reading; seen++) await readStatus(file);
    return seen;
  };
  const reader = read();
  await Promise.all(apps.map((app) => changeStatus(file, (status) => void (status.apps[app] = failed(app)))));
  reading = false;
  expect(await reader).toBeGreaterThan(0);
  const { apps: known } = JSON.parse(readFileSync(file, 'utf8')) as BackupStatus;
  expect(Object.keys(known)).toEqual(apps);
});

it('is left as it was by a change that fails, and the next one goes on', async () => {
  await changeStatus(file, ({ apps }) => void (apps.phone = failed('1')));
  const before = readFileSync(file, 'utf8');
  const broken = changeStatus(file, (status) => {
    status.apps = {};
    throw new Error('no');
  });
  await expect(broken).rejects.toThrow('no');
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(Object.keys((await changeStatus(file, ({ apps }) => void (apps.site = failed('2')))).apps)).toEqual([
    'phone',
    'site',
  ]);
});
