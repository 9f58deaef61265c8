import { type HeldSource } from '../../../src/plan/restore/held';
import { selectItems } from '../../../src/plan/restore/items';
import { coded } from './planned';
import { app, file, nodes, select } from './world';

describe('what is restored', () => {
  const names = (request = {}, held = nodes): string[] =>
    select(request, held).items.map((item) => `${item.kind} ${item.from}: ${item.files}`);

  it('is database and files, and no neighbour with a like name', () => {
    expect(names()).toEqual([
      'postgres copies/postgres/phone.dump: 1',
      'sqlite copies/sqlite/data/index.db: 1',
      'volume copies/volumes/uploads.tar: 1',
      'folder folders/data/voicemails: 2',
    ]);
    expect(select().items[3]!.bytes).toBe(12_000_000);
  });

  it.each([
    [['database'], ['postgres', 'sqlite']],
    [['files'], ['volume', 'folder']],
    [['config'], ['config']],
    [['uploads'], ['volume']],
    [
      ['phone', 'data/voicemails'],
      ['postgres', 'folder'],
    ],
  ])('of %j is %j', (what, kinds) => {
    expect(select({ what }).items.map(({ kind }) => kind)).toEqual(kinds);
  });

  it('is one file, one folder below, or a SQLite file by its path', () => {
    expect(names({ paths: ['data/voicemails/deep'] })).toEqual(['folder folders/data/voicemails/deep: 1']);
    expect(names({ paths: ['data/voicemails/1.mp3', 'data/index.db'] })).toEqual([
      'folder folders/data/voicemails/1.mp3: 1',
      'sqlite copies/sqlite/data/index.db: 1',
    ]);
  });

  it('has the SQLite files of a folder in it, each as the copy of its own', () => {
    const held: HeldSource[] = [
      { source: { kind: 'sqlite', path: 'data/index.db' }, from: 'copies/sqlite/data/index.db' },
      { source: { kind: 'folder', path: 'data' }, from: 'folders/data' },
    ];
    const all = [
      file('copies/sqlite/data/index.db', 700),
      file('folders/data/index.db', 10),
      file('folders/data/index.db-wal', 20),
      file('folders/data/1.mp3', 5),
    ];
    const of = (request: object) =>
      selectItems(app, held, all, { what: undefined, into: 'live', ...request });
    const databases = [{ path: 'index.db', from: 'copies/sqlite/data/index.db', bytes: 700, files: 1 }];
    for (const request of [{}, { what: ['data'] }, { paths: ['data', 'data/index.db'] }])
      expect(of(request).items).toEqual([
        { kind: 'folder', path: 'data', from: 'folders/data', bytes: 705, files: 2, databases },
      ]);
    expect(of({ what: ['database'] }).items).toMatchObject([{ kind: 'sqlite' }]);
    expect(of({ paths: ['data/1.mp3'] }).items).toMatchObject([{ path: 'data/1.mp3', bytes: 5 }]);
  });

  it('leaves what the snapshot has not as it is, and says so', () => {
    const held = nodes.filter(({ path }) => !path.includes('volumes'));
    expect(select({}, held)).toMatchObject({
      items: { length: 3 },
      warnings: ['The snapshot has no volume uploads: it stays as it is.'],
    });
    expect(() => select({ what: ['uploads'] }, held)).toThrow(coded('NotInSnapshot', 'no volume uploads'));
  });

  it('is the newest dump that the script of the app wrote, where it has one', () => {
    const held = [
      file('script/phone-1.sql.gz', 1, '2026-01-01T00:00:00Z'),
      file('script/phone-2.sql.gz', 1, '2026-01-02T00:00:00Z'),
      file('script/files.tar', 1, '2026-01-03T00:00:00Z'),
      file('script/globals.sql', 1, '2026-01-03T00:00:00Z'),
    ];
    expect(names({ what: ['database'] }, held)).toEqual(['postgres script/phone-2.sql.gz: 1']);
  });

  it('is the newest archive that the script named after a folder, and a file of the name of a SQLite file', () => {
    const held = [
      file('script/phone.dump', 1),
      file('script/voicemails.tar.gz', 7, '2026-01-01T00:00:00Z'),
      file('script/voicemails-2026-01-02.zip', 8, '2026-01-02T00:00:00Z'),
      file('script/oldvoicemails.tar', 9, '2026-01-03T00:00:00Z'),
      file('script/copies/index.db', 5),
      file('script/uploads.tar', 1),
      file('script/voicemails.txt', 9, '2026-01-03T00:00:00Z'),
    ];
    const { items, warnings } = select({}, held);
    expect(items).toMatchObject([
      { kind: 'postgres', from: 'script/phone.dump' },
      { kind: 'sqlite', from: 'script/copies/index.db', bytes: 5 },
      { kind: 'folder', from: 'script/voicemails-2026-01-02.zip', bytes: 8, files: 1, archive: true },
    ]);
    expect(warnings).toEqual([
      'The snapshot has no volume uploads: it stays as it is.',
      expect.stringMatching(
        /^Not restored of what the app's own script wrote: script\/oldvoicemails.tar, script\/uploads.tar, script\/voicemails.txt\. .* data: \{ folders: \[data\/oldvoicemails\] \}$/,
      ),
    ]);
  });

  it('is refused with what to write where nothing that the script wrote has a place', () => {
    expect(() => select({}, [file('script/mails.tar.gz')])).toThrow(
      coded('NotInSnapshot', 'such as data: { folders: [data/mails] }'),
    );
  });

  it('is no newer dump of another database whose name holds that of this one', () => {
    const held = [
      file('script/phone_20260101.sql.gz', 1, '2026-01-01T00:00:00Z'),
      file('script/phone_test.dump', 1, '2026-01-02T00:00:00Z'),
      file('script/phone2.dump', 1, '2026-01-02T00:00:00Z'),
      file('script/microphone.dump', 1, '2026-01-02T00:00:00Z'),
    ];
    expect(names({ what: ['database'] }, held)).toEqual(['postgres script/phone_20260101.sql.gz: 1']);
    const dated = [file('script/backup-phone-2026.dump', 1, '2026-01-01T00:00:00Z'), held[3]!];
    expect(names({ what: ['database'] }, dated)).toEqual(['postgres script/backup-phone-2026.dump: 1']);
  });

  it('is not two files that would be kept under one name', () => {
    const long = 'x'.repeat(60);
    const held = ['.env', 'env', `${long}1`, `${long}2`].map((name) =>
      file(`folders/data/voicemails/${name}`),
    );
    const pathsOf = (...all: string[]) => ({ paths: all.map((name) => `data/voicemails/${name}`) });
    for (const paths of [pathsOf('.env', 'env'), pathsOf(`${long}1`, `${long}2`)])
      expect(() => select(paths, held)).toThrow(coded('BadRequest', 'would be kept under one name'));
    expect(names(pathsOf('env', `${long}1`), held)).toHaveLength(2);
  });

  it.each([
    [
      { what: ['databases'] },
      'BadRequest',
      'what has "databases", which phone has not: there are database, files',
    ],
    [{ what: ['toString'] }, 'BadRequest', 'what has "toString"'],
    [{ paths: ['src/compose.yml'] }, 'BadRequest', 'is in no folder that phone backs up'],
    [{ paths: ['data/voicemails/9.mp3'] }, 'NotInSnapshot', 'no data/voicemails/9.mp3'],
    [{ paths: ['data/voicemails', 'data/voicemails/deep'] }, 'BadRequest', 'lie in one another'],
  ])('%j is refused', (request, code, text) => {
    expect(() => select(request)).toThrow(coded(code, text));
  });
});
