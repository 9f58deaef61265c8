import type { FoundFile } from '../../../src/host/untracked';
import { planBackup } from '../../../src/plan/backup/backup';
import { besides, chooseUntracked, mayLie, untrackedLimits } from '../../../src/plan/backup/untracked';
import { appWith, backupFacts } from './backup-facts';

const DIR = '/srv/apps/sgos-phone';
const app = { ...appWith({}), directory: DIR, source: 'src' };
const file = (path: string, more: Partial<FoundFile> = {}): FoundFile => {
  const at = path.startsWith('/') ? path : `${DIR}/${path}`;
  const owner = { mode: '0640', uid: 1000, gid: 1000, bytes: 10 };
  return { path: at, by: 'env_file of app', kind: 'file', real: at, ...owner, ...more };
};
const choose = (files: FoundFile[], of = app) =>
  chooseUntracked(of, { directory: DIR, files, unclear: [], refusal: null });
const names = (files: FoundFile[]) => choose(files).files.map(({ path }) => path);
const left = (files: FoundFile[]) => choose(files).left;

describe('of the files that Compose reads a backup takes', () => {
  it('those that git does not have as they are, in the app folder and beside it, with mode and owner', () => {
    const found = choose([
      file('src/plain.env', { mode: '0600' }),
      file('src/tracked.env', { git: 'tracked' }),
      file('src/with-changes.env', { git: 'changed' }),
      file('/srv/apps/shared.env'),
      file('src/none.env', { kind: 'missing' }),
      file('src/conf.d', { kind: 'folder', bind: true }),
      file('/var/run/docker.sock', { kind: 'other', bind: true }),
    ]);
    expect(found.left).toEqual([]);
    expect(found.files).toEqual([
      { path: '/srv/apps/shared.env', mode: '0640', uid: 1000, gid: 1000 },
      { path: 'src/plain.env', mode: '0600', uid: 1000, gid: 1000 },
      { path: 'src/with-changes.env', mode: '0640', uid: 1000, gid: 1000, changed: true },
    ]);
  });

  it('nothing that roost writes itself, nor what is copied by its own means or excepted', () => {
    const { secrets, data } = app;
    const own = secrets.map(({ target }) => file(target));
    expect(own.length).toBeGreaterThan(0);
    expect(names([...own, file('src/docker-compose.roost.yml'), file('.roost/current')])).toEqual([]);
    const excepting = { ...data, sqlite: ['a.db'], except: [{ folder: 'src/x.env', reason: 'made anew' }] };
    const found = choose([file('a.db'), file('src/x.env')], { ...app, data: excepting });
    expect([found.files, found.left]).toEqual([[], []]);
  });

  it('a link within the folder and what it leads to; never by way of another link', () => {
    const found = choose([
      file('src/plain.env', { kind: 'link', link: '../shared/env', bytes: 13 }),
      file('shared/env'),
      file('src/out', { kind: 'link', link: '/home/deploy/.ssh/id_ed25519' }),
      file('src/by/way', { real: '/home/deploy/way' }),
    ]);
    expect(found.files).toEqual([
      { path: 'shared/env', mode: '0640', uid: 1000, gid: 1000 },
      { path: 'src/plain.env', link: '../shared/env' },
    ]);
    expect(found.left).toEqual([
      'src/out (env_file of app): it is a link to /home/deploy/.ssh/id_ed25519; name the file itself',
      'src/by/way (env_file of app): a folder on the way to it is a link',
    ]);
  });

  it('no file of the system and none where programs keep what they trust, each by name', () => {
    const mounted = { bind: true as const, by: 'mount /x of app' };
    expect(left([file('/etc/localtime', mounted), file('/etc/app.env')])).toEqual([
      '/etc/app.env (env_file of app): it is in a folder of the system',
    ]);
    expect(left([file('/home/deploy/.ssh/config', mounted), file('src/.git/hooks/post-checkout')])).toEqual([
      expect.stringContaining('/home/deploy/.ssh/config (mount /x of app): it is in a hidden folder'),
      expect.stringContaining('src/.git/hooks/post-checkout'),
    ]);
    expect(left([file('src/x.db', { ...mounted, sqlite: true })])).toEqual([
      'src/x.db (mount /x of app): it is a SQLite database: name it under data.sqlite',
    ]);
  });

  it('no more than the bounds, and names what it leaves out, without what a terminal interprets', () => {
    const { LARGEST, TOGETHER, MOST } = untrackedLimits;
    expect(left([file('src/\u001b[31mlarge', { bytes: LARGEST + 1 })])[0]).toMatch(
      /^src\/large \(.*more than/,
    );
    const many = Array.from({ length: MOST + 1 }, (_, i) => file(`src/${i}`));
    expect([names(many).length, left(many).length]).toEqual([MOST, 1]);
    const big = Array.from({ length: 9 }, (_, i) => file(`src/${i}`, { bytes: LARGEST }));
    expect(names(big)).toHaveLength(TOGETHER / LARGEST);
  });
});

it('a path of the snapshot that leads elsewhere is no place for a file', () => {
  for (const bad of [
    '../x',
    'a/../../x',
    '.roost/lock',
    'src/.git/config',
    'src/.GIT/x',
    '',
    '/etc/x',
    '/x/.ssh/y',
    'a//b',
  ])
    expect([bad, mayLie(bad)]).toEqual([bad, false]);
  for (const good of ['.env', 'src/.config/x', "it's a\nname", '/srv/shared.env'])
    expect([good, mayLie(good)]).toEqual([good, true]);
});

describe('a backup with such files', () => {
  const untracked = choose([file('src/plain.env'), file('src/out', { kind: 'link', link: '/x' })]);
  const { steps, warnings, backup } = planBackup(backupFacts({ untracked }), '0123456789', 1);
  const argsOf = (id: string) => steps.find((step) => step.id === id)?.call.args;

  it('copies them in a step, says in the manifest that they were looked for, and what is in no backup', () => {
    expect(backup.sources).toContainEqual({ kind: 'untracked', files: untracked.files });
    expect(argsOf('copy-untracked')).toMatchObject({ source: { kind: 'untracked' } });
    expect(argsOf('pull')).toMatchObject({ untracked: 'looked', notBackedUp: untracked.left });
    expect(argsOf('record')).toMatchObject({ notBackedUp: untracked.left });
    expect(warnings).toEqual([
      expect.stringMatching(/^Not backed up, though Docker Compose reads it: src\/out/),
    ]);
  });

  it('does not list a mounted file as in no backup that it has', () => {
    const at = (path: string) => ({ what: path, at: { folder: path }, service: 'app' });
    expect(besides([at(`${DIR}/src/plain.env`), at('/srv/other')], untracked)).toEqual([at('/srv/other')]);
  });
});
