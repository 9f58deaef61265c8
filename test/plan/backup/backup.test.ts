import type { BackupFacts } from '../../../src/plan/backup/facts';
import { app, host } from '../release/facts';
import { appWith, config, HOUR, MB } from './backup-facts';
import { argsOf, plan, room, script, sources } from './planned';

const ids = (change?: Partial<BackupFacts>) => plan(change).steps.map(({ id }) => id);
const kinds = (change?: Partial<BackupFacts>) => sources(change).map(({ kind }) => kind);
const unlocked = ['pull', 'snapshot', 'record'];

it('keeps the snapshot for good where that is asked for, and is another plan then', () => {
  const kept = plan({ keep: true });
  expect(argsOf(kept.steps, 'snapshot')).toMatchObject({ keep: true });
  expect(kept.hash).not.toBe(plan().hash);
});

describe('what is copied', () => {
  it('is the data, and what it takes beside them', () => {
    expect(ids()).toEqual(['copy-postgres', 'copy-folder', ...unlocked]);
    expect(sources()).toEqual([
      { kind: 'postgres', service: 'db', database: 'phone', user: 'phone' },
      { kind: 'folder', path: 'data' },
      {
        kind: 'config',
        files: ['src/docker-compose.yml', 'src/docker-compose.roost.yml', 'src/app.json', 'src/.env.sops'],
        proxy: null,
      },
    ]);
  });

  it('is every kind, each step with an id of its own', () => {
    const every = appWith({
      sqlite: ['a.db', 'b.db'],
      volumes: ['media', 'cache', 'more'],
      folders: ['data', 'up loads'],
    });
    expect(ids({ app: every })).toEqual([
      'copy-postgres',
      'copy-sqlite',
      'copy-sqlite1',
      'copy-volume',
      'copy-volume1',
      'copy-volume2',
      'copy-folder',
      'copy-folder1',
      ...unlocked,
    ]);
    const { steps, backup } = plan({ app: every });
    expect(new Set(steps.map(({ title }) => title)).size).toBe(steps.length);
    for (const id of ['pull', 'record']) expect(argsOf(steps, id)).toMatchObject({ sources: backup.sources });
  });

  it('is the volume that the Compose file means by a key, not one of another app that is called like it', () => {
    const volumes = sources({
      app: appWith({ volumes: ['uploads', 'src_media', 'toString'] }),
      volumes: { uploads: 'site_uploads_prod' },
    }).filter(({ kind }) => kind === 'volume');
    expect(volumes).toEqual([
      { kind: 'volume', name: 'uploads', docker: 'site_uploads_prod' },
      { kind: 'volume', name: 'src_media' },
      { kind: 'volume', name: 'toString' },
    ]);
  });

  it('is the configuration even of an app without data', () => {
    expect(kinds({ app: appWith({ postgres: undefined, folders: [] }) })).toEqual(['config']);
  });

  it('never is a decrypted secret', () => {
    const secrets = [
      { source: 'deploy/.env.sops', target: 'src/.env', format: 'dotenv' as const },
      { source: 'key.sops.json', target: 'data/key.json', format: 'json' as const },
    ];
    const text = JSON.stringify(sources({ app: { ...app, secrets } }));
    expect(text).toContain('src/deploy/.env.sops');
    for (const { target } of secrets) expect(text).not.toContain(`"${target}"`);
  });

  it('names files from the app’s folder, also where that is the source itself; app.json is a matter of one contract', () => {
    const bare = {
      ...app,
      source: '.',
      contract: 'compose' as const,
      compose: ['compose.yaml', 'compose.prod.yaml'],
      secrets: [],
    };
    const proxy = { ...host.proxy!, config: '/srv/proxy/conf' };
    expect(sources({ app: bare, host: { ...host, proxy } }).at(-1)).toEqual({
      kind: 'config',
      files: ['compose.yaml', 'compose.prod.yaml', 'docker-compose.roost.yml'],
      proxy: '/srv/proxy/conf',
    });
  });

  it('says in titles what each step does', () => {
    expect(plan({ script, app: appWith({}) }).steps.map(({ title }) => title)).toEqual([
      "Copy the configuration; run the app's own backup: scripts/backup.sh",
      'Pull the copies from hornbill',
      'Put the copies of phone into the repository',
      'Record the backup, and compare it with the one before',
    ]);
    expect(
      plan()
        .steps.filter(({ id }) => ['copy-postgres', 'copy-folder'].includes(id))
        .map(({ title }) => title),
    ).toEqual([
      'Copy the configuration; copy the database phone, and read the copy back',
      'See that the folder data can be read',
    ]);
  });
});

describe('from', () => {
  it('is the script where the release has one', () => {
    expect(kinds({ script })).toEqual(['script', 'config']);
    expect(sources({ script })[0]).toEqual({ kind: 'script', ...script });
  });

  it('may be the data all the same', () => {
    expect(kinds({ script, app: appWith({}, { from: 'data' }) })).toEqual(['postgres', 'folder', 'config']);
  });

  it('may write below the app’s folder only: beside everything else lie decrypted secrets', () => {
    expect(sources({ script: { ...script, output: 'data//dumps/' } })[0]).toMatchObject({
      output: 'data/dumps',
    });
    for (const output of ['', '.', './', '..', '../other/backup', '.roost'])
      expect(() => plan({ script: { ...script, output } })).toThrow(
        expect.objectContaining({ code: 'ContractInvalid' }),
      );
  });

  it('script without a script is an error that says so', () => {
    expect(() => plan({ app: appWith({}, { from: 'script' }) })).toThrow(
      expect.objectContaining({
        code: 'SourceMissing',
        message: 'apps.phone.backup.from is script, but the serving release has no scripts.backup.',
      }),
    );
  });

  it.each([true, false])('off is nothing to do, also without the folder (%s)', (installed) => {
    const off = plan({ installed, script, app: appWith({}, { from: 'off' }) });
    expect(off).toMatchObject({
      steps: [],
      backup: { sources: [] },
      warnings: ['apps.phone.backup.from is off: nothing is backed up.'],
    });
  });
});

describe('the app’s folder is gone', () => {
  it('is nothing to do where there never was a backup: the app was never deployed', () => {
    const none = plan({ installed: false, known: false, room: room({ hostFree: 0, stagingFree: 0 }) });
    expect(none).toMatchObject({
      steps: [],
      backup: { sources: [] },
      warnings: ['Nothing of phone is on hornbill yet: there is nothing to back up.'],
    });
  });

  it('is an error where there was one', () => {
    expect(() => plan({ installed: false })).toThrow(
      expect.objectContaining({
        code: 'SourceMissing',
        message: '/srv/apps/sgos-phone is gone from hornbill, and phone has been backed up before.',
      }),
    );
  });
});

describe('the run', () => {
  it('asks nobody, and ends by the limit of the app or the fleet', () => {
    const one = plan();
    expect(one).toMatchObject({
      kind: 'backup',
      neverAsks: true,
      limit: 4 * HOUR,
      expects: 4,
      decideWait: 1_800_000,
    });
    expect(one.steps.map(({ onFailure }) => onFailure)).toEqual(['undo', 'undo', 'undo', 'undo', 'undo']);
    expect(one.steps.some(({ once, ask }) => once || ask)).toBe(false);
    expect(plan({ app: appWith({}, { limit: 90_500 }) })).toMatchObject({ limit: 90_500 });
    expect(plan({ app: appWith({}, { limit: 90_500 }) }).steps[0]).toMatchObject({
      retry: 'long',
      limit: 91,
    });
    expect(plan({ config: { ...config, limit: HOUR } })).toMatchObject({ limit: HOUR });
  });

  it('holds the lock for the copies alone', () => {
    const all = plan({ app: appWith({ sqlite: ['a.db'], volumes: ['media'], folders: [] }) }).steps;
    expect(all.filter(({ unlocked: free }) => free).map(({ id }) => id)).toEqual(unlocked);
    // In one piece at the end: it is not taken again.
    expect(all.slice(-unlocked.length).map(({ id }) => id)).toEqual(unlocked);
  });

  it.each([
    ['a folder', { app: appWith({ postgres: undefined, folders: ['data'] }) }],
    ['the output of a script', { script }],
  ])('holds the lock until %s is pulled: no deploy changes it meanwhile', (_, change) => {
    const free = plan(change).steps.filter(({ unlocked: isFree }) => isFree);
    expect(free.map(({ id }) => id)).toEqual(['snapshot', 'record']);
  });

  it('copies the configuration beside the first of the data, and by itself where there are none', () => {
    const copies = (change: Partial<BackupFacts>) =>
      plan(change).steps.flatMap(({ call: { run, args } }) =>
        run === 'takeCopy' ? [[args.source.kind, args.beside?.kind]] : [],
      );
    expect(copies({ app: appWith({ sqlite: ['a.db'], folders: [] }) })).toEqual([
      ['postgres', 'config'],
      ['sqlite', undefined],
    ]);
    expect(copies({ script })).toEqual([['script', 'config']]);
    expect(copies({ app: appWith({ postgres: undefined, folders: [] }) })).toEqual([['config', undefined]]);
  });

  it('has half an hour for its record, which looks at every file of the staging', () => {
    expect(plan().steps.at(-1)).toMatchObject({ id: 'record', retry: 'short', limit: 1800 });
  });

  it('has succeeded with its record: no limit and no cancel changes that any more', () => {
    expect(plan().steps.flatMap(({ id, commits }) => (commits ? [id] : []))).toEqual(['record']);
  });

  it('takes all copies back by the undo of the first', () => {
    const { steps } = plan({ script });
    expect(steps.map(({ undo }) => undo?.call)).toEqual([
      { run: 'dropCopies', args: { running: ['id-app', 'id-db'] } },
      ...Array(5).fill(undefined),
    ]);
    expect(steps[0]?.call.args).toMatchObject({ running: ['id-app', 'id-db'] });
    expect(JSON.stringify(argsOf(plan().steps, 'copy-postgres'))).not.toContain('"running"');
  });

  it('starts first of all what a former script has left stopped, and says so', () => {
    const left = [
      { id: 'id-web', name: 'phone-web' },
      { id: 'id-queue', name: 'phone-queue' },
    ];
    const { steps, warnings } = plan({ script, left });
    expect(warnings).toEqual([
      'A former backup has left phone-web, phone-queue stopped: started again before anything is copied.',
    ]);
    const ids = ['id-web', 'id-queue'];
    const running = ['id-app', 'id-db', ...ids];
    expect(steps[0]).toMatchObject({
      call: { args: { source: { kind: 'script' }, left: ids, running } },
      undo: { call: { args: { running } } },
    });
    expect(JSON.stringify(steps.slice(1).map(({ call }) => call.args))).not.toContain('"left"');
    // Also where it has no script any more.
    expect(plan({ left }).steps[0]).toMatchObject({
      call: { args: { source: { kind: 'postgres' }, left: ids } },
      undo: { call: { args: { running } } },
    });
    expect(JSON.stringify(plan().steps[0]!.call.args)).not.toContain('"left"');
    expect(plan().warnings).toEqual([]);
  });

  it('names the snapshot by the host, and the release that its data are of', () => {
    const { steps, backup } = plan();
    expect(argsOf(steps, 'snapshot')).toEqual({ host: 'hornbill' });
    expect(argsOf(steps, 'record')).toMatchObject({ release: { commit: backup.commit, version: '1.0.0' } });
  });
});

describe('the hash', () => {
  it('stays the same for an unchanged world, whenever and with however much room it is read', () => {
    const later = plan(
      { gatheredAt: '2026-01-02T00:00:00Z', room: room({ hostFree: 9_000 * MB, staged: 5 }) },
      'abcdef0123',
    );
    expect(later.hash).toBe(plan().hash);
    expect(later.operation).not.toBe(plan().operation);
    expect(plan().hash).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each<[string, Partial<BackupFacts>]>([
    ['another commit serves', { commit: 'b'.repeat(40) }],
    ['there is a script now', { script }],
    ['one more source', { app: appWith({ volumes: ['media'] }) }],
  ])('changes: %s', (_, change) => expect(plan(change).hash).not.toBe(plan().hash));
});
