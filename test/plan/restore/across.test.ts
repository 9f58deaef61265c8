/** Data of one app for another: what goes where, and what is refused. */
import type { AppConfig } from '../../../src/fleet/file';
import { acrossTo } from '../../../src/plan/restore/across';
import { planRestore } from '../../../src/plan/restore/restore';
import type { RestoreWorld } from '../../../src/plan/restore/world';
import { app as phone, select, world } from './world';

const staging: AppConfig = {
  ...phone,
  name: 'staging',
  directory: '/srv/apps/staging',
  data: { ...phone.data, postgres: { service: 'pg', database: 'trial', user: 'trial' } },
};
const without = (change: Partial<AppConfig['data']>): AppConfig => ({
  ...staging,
  data: { ...staging.data, ...change },
});
const across = (to = staging, request = {}) => acrossTo(to, phone, select(request));
const coded = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) });
const inStaging = (change: Partial<RestoreWorld> = {}) => {
  const base = world();
  const containers = base.containers.map((one) => (one.service === 'db' ? { ...one, service: 'pg' } : one));
  return world({
    app: staging,
    from: phone,
    sanitize: './sanitize.sh',
    containers,
    selection: across(),
    ...change,
  });
};
const plan = (change: Partial<RestoreWorld> = {}) => planRestore(inStaging(change), 'fedcba9876', 60_000);
const ids = (change: Partial<RestoreWorld> = {}) => plan(change).steps.map(({ id }) => id);

describe('data of one app for another', () => {
  it('go where the other names the same, its database by its own name and without the roles of the server', () => {
    const { items, warnings } = across();
    expect(items.map((item) => ('path' in item ? item.path : item.kind))).toEqual([
      'postgres',
      'data/index.db',
      'volume',
      'data/voicemails',
    ]);
    expect(items[0]).toMatchObject({
      service: 'pg',
      database: 'trial',
      user: 'trial',
      from: 'copies/postgres/phone.dump',
      roles: undefined,
      foreign: true,
    });
    expect(warnings).toEqual([]);
  });

  it.each([
    [without({ postgres: undefined }), 'database phone of phone, since it has no data.postgres'],
    [without({ sqlite: [] }), 'data/index.db of phone, since data.sqlite does not name data/index.db'],
    [without({ volumes: ['other'] }), 'volume uploads of phone, since data.volumes does not name uploads'],
    [without({ folders: ['data/other'] }), 'data/voicemails of phone, since data.folders does not name'],
  ])('are refused by name where the other has no place for them', (to, text) => {
    expect(() => across(to)).toThrow(coded('DataMismatch', 'staging has no place for'));
    expect(() => across(to)).toThrow(coded('DataMismatch', text));
  });

  it('may be a part, then the rest stays and is named', () => {
    const to = without({ volumes: [], folders: ['data'] });
    expect(across(to, { what: ['database'] }).items).toHaveLength(2);
    expect(across(to, { what: ['database'] }).warnings).toEqual([]);
    expect(across(staging, { what: ['database'] }).warnings).toEqual([
      'volume uploads of staging stays as it is: nothing of phone comes in its place.',
      'data/voicemails of staging stays as it is: nothing of phone comes in its place.',
    ]);
    expect(across(to, { paths: ['data/voicemails/1.mp3'] }).items).toMatchObject([
      { kind: 'folder', path: 'data/voicemails/1.mp3' },
    ]);
  });

  it('are gone through by the own script of the other before anything of it starts', () => {
    expect(ids().slice(ids().indexOf('swap-folder'))).toEqual([
      'swap-folder',
      'sanitize',
      'start',
      'flag-off',
      'verify',
      'record',
      'tidy',
    ]);
    expect(plan().steps.find(({ id }) => id === 'sanitize')).toMatchObject({
      title: 'Run the sanitize script of staging over the data of phone: ./sanitize.sh',
      call: { run: 'sanitizeData', args: { command: './sanitize.sh', except: ['pg', 'queue'] } },
      onFailure: 'undo',
    });
    // Nobody is asked whether it may be left out.
    expect(plan().steps.find(({ id }) => id === 'sanitize')).not.toHaveProperty('ask');
    expect(plan().steps.find(({ id }) => id === 'begin')?.call.args).toMatchObject({ unsanitized: 'phone' });
    expect(plan().steps.find(({ id }) => id === 'record')?.call.args).not.toHaveProperty('unsanitized');
    const idle = inStaging().containers.map((one) => ({ ...one, state: 'exited' }));
    expect(ids({ containers: idle })).toContain('sanitize');
  });

  it.each(['before start', 'after start', 'on host'] as const)(
    'are of the older release: with postdeploy %s the script still comes before the first start',
    (postdeploy) => {
      const snapshot = { ...world().snapshot, commit: 'b'.repeat(40) };
      const code = {
        relation: 'ahead',
        migration: 'safe',
        leftMigration: 'none',
        script: './migrate',
      } as const;
      const all = ids({ app: { ...staging, postdeploy }, snapshot, code });
      expect(all).toContain('postdeploy');
      expect(all.indexOf('sanitize')).toBe(all.indexOf('start') - 1);
      expect(all.indexOf('postdeploy') > all.indexOf('start')).toBe(postdeploy === 'after start');
    },
  );

  it('are refused without such a script, with the line to write', () => {
    expect(() => plan({ sanitize: undefined })).toThrow(
      coded('NotSanitized', 'Under apps.staging of the fleet file, or in app.json, add scripts: { sanitize:'),
    );
  });

  it('never replace what the first app uses itself', () => {
    const elsewhere = { volumes: {}, places: {} };
    expect(ids({ elsewhere })).toContain('sanitize');
    expect(() =>
      plan({ elsewhere: { ...elsewhere, volumes: { uploads: 'container phone-app-1' } } }),
    ).toThrow(coded('DataMismatch', 'volume uploads of staging is that of container phone-app-1 too'));
    const { items } = across();
    const linked = items.map((item) =>
      item.kind === 'folder' ? { ...item, place: { link: { path: 'data', to: '/mnt/shared' } } } : item,
    );
    const selection = { items: linked, warnings: [] };
    expect(ids({ selection, elsewhere })).toContain('sanitize');
    const places = { 'data/voicemails': { links: [{ path: 'data', to: '/mnt/shared' }], inside: [] } };
    expect(() => plan({ selection, elsewhere: { ...elsewhere, places } })).toThrow(
      coded('DataMismatch', 'data/voicemails of staging is that of phone too'),
    );
  });

  it('have another hash than the same data of the app itself', () => {
    const own = planRestore(
      world({ app: staging, containers: inStaging().containers, selection: across() }),
      'fedcba9876',
      1,
    );
    expect(plan().hash).not.toBe(own.hash);
  });
});
