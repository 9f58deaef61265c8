/** What a snapshot holds, and what of it comes to the control host, by real restic. */
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { StepSite } from '../../../src/activities/app/site';
import { heldSources, looseSources, rowsOf, snapshotOf } from '../../../src/activities/restore/facts';
import { fetchData } from '../../../src/activities/restore/steps/fetch';
import { fetchedIn } from '../../../src/activities/restore/steps/fetched';
import { type HeldSource } from '../../../src/plan/restore/held';
import { selectItems } from '../../../src/plan/restore/items';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { appTag, openRestic, type Restic } from '../../../src/restic';
import { findTool } from '../../../src/tools';
import { app, sources } from '../../plan/restore/world';

jest.setTimeout(60_000);

const clock = { now: new Date(), zone: 'UTC' };
const commit = 'c'.repeat(40);
const files: Record<string, string> = {
  'copies/postgres/phone.dump': 'a dump',
  'copies/postgres/globals.sql': 'roles',
  'copies/config/COMMIT': `${commit}\n`,
  'copies/config/src/compose.yml': 'services: {}',
  "folders/data/voicemails/it's [1].mp3": 'one',
  'folders/data/voicemails/deep/2.mp3': 'two',
  'folders/data/voicemails.old/3.mp3': 'no',
};
const manifest = {
  version: 1,
  app: 'phone',
  host: 'hornbill',
  operation: '0123456789',
  madeAt: '2026-01-01T02:00:00Z',
  roost: '0.1.0',
  place: { directory: '/srv', source: 'src', project: 'src', compose: [] },
  release: { number: 4, commit: 'd'.repeat(40), version: '1.2.3' },
  sources: [
    {
      kind: 'postgres',
      staged: 'copies/postgres',
      service: 'db',
      database: 'phone',
      user: 'phone',
      dump: 'copies/postgres/phone.dump',
      rows: [{ table: 'public."Calls"', rows: 7 }],
    },
    { kind: 'folder', staged: 'folders/data/voicemails', path: 'data/voicemails', owners: 'stored' },
  ],
};

let root: string;
let restic: Restic;
const staging = () => join(root, 'staging/phone');

async function store(more: Record<string, string> = {}): Promise<string> {
  for (const [name, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(staging(), name)), { recursive: true });
    writeFileSync(join(staging(), name), text);
  }
  return (await restic.backup({ path: staging(), host: 'hornbill', tags: [appTag('phone')] })).snapshot;
}

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'roost-fetch-'));
  const repository = { url: join(root, 'repository'), password: 'a password', env: {} };
  restic = openRestic({ executable: await findTool('restic'), repository, cache: join(root, 'cache') });
  await restic.init();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const site = (): StepSite =>
  ({
    deps: { restic: async () => restic },
    fleet: { backup: { folder: root, repository: {} }, secrets: {} },
    app: { name: 'phone' },
    context: { operation: 'fedcba9876' },
    signal: new AbortController().signal,
  }) as unknown as StepSite;
const fetch = (args: Parameters<typeof fetchData>[1]): Promise<string> =>
  new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(() =>
    fetchData(site(), args),
  );

it('a snapshot from before manifests says its commit, and what it holds', async () => {
  const id = await store();
  const { facts, nodes, manifest: none } = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  expect([facts, none]).toMatchObject([{ id, host: 'hornbill', commit, root: staging() }, null]);
  expect(nodes).toContainEqual(expect.objectContaining({ path: 'copies/postgres/phone.dump', bytes: 6 }));
  const held = heldSources(
    sources.map(({ source }) => source),
    null,
  );
  expect(held.map(({ from }) => from)).toEqual(sources.map(({ from }) => from));
});

it('one with a manifest says release, rows, and whose files are known', async () => {
  await store({ 'manifest.json': JSON.stringify(manifest) });
  const found = await snapshotOf('phone', restic, { app: 'phone', snapshot: 'latest' }, clock);
  expect(found.facts).toMatchObject({ commit: 'd'.repeat(40), version: '1.2.3' });
  expect(rowsOf(found.manifest)).toEqual({ 'copies/postgres/phone.dump': { 'public."Calls"': 7 } });
  const held = heldSources(
    sources.map(({ source }) => source),
    found.manifest,
  );
  expect(held.map(({ owners }) => owners)).toEqual([undefined, undefined, undefined, true, undefined]);
});

it('what is restored comes whole, with the roles, and no neighbour of it', async () => {
  const { facts, nodes } = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const { items } = selectItems(app, sources, nodes, { what: undefined, into: 'live' });
  expect(items.map(({ kind }) => kind)).toEqual(['postgres', 'folder']);
  for (let i = 0; i < 2; i++)
    expect(await fetch({ snapshot: facts.id, root: facts.root, items })).toBe('12 bytes');
  const here = fetchedIn(site(), 'fedcba9876');
  expect(readdirSync(join(here, 'copies/postgres')).sort()).toEqual(['globals.sql', 'phone.dump']);
  expect(readdirSync(join(here, 'folders/data'))).toEqual(['voicemails']);
  expect(readFileSync(join(here, "folders/data/voicemails/it's [1].mp3"), 'utf8')).toBe('one');
});

it('a SQLite file in a folder comes as the copy of its own, without journals, and not by way of a link', async () => {
  const folder = join(staging(), 'folders/data/inner');
  await store({
    'folders/data/inner/a.db': 'torn',
    'folders/data/inner/a.db-wal': 'journal',
    'folders/data/inner/b': 'b',
    'copies/sqlite/data/inner/a.db': 'whole',
    'copies/sqlite/data/inner/deep/c.db': 'another',
    'folders/data/inner/deep/d': '',
  });
  const { facts, nodes } = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const held: HeldSource[] = [
    { source: { kind: 'folder', path: 'data/inner' }, from: 'folders/data/inner' },
    ...['a.db', 'deep/c.db'].map((name): HeldSource => {
      const path = `data/inner/${name}`;
      return { source: { kind: 'sqlite', path }, from: `copies/sqlite/${path}` };
    }),
  ];
  const { items } = selectItems(app, held, nodes, { what: undefined, into: 'live' });
  expect(items).toMatchObject([{ kind: 'folder', files: 4, bytes: 13 }]);
  for (let i = 0; i < 2; i++) await fetch({ snapshot: facts.id, root: facts.root, items });
  const here = join(fetchedIn(site(), 'fedcba9876'), 'folders/data/inner');
  expect(readdirSync(here).sort()).toEqual(['a.db', 'b', 'deep']);
  expect(readFileSync(join(here, 'a.db'), 'utf8')).toBe('whole');
  expect(readdirSync(join(here, 'deep'))).toEqual(['c.db', 'd']);
  rmSync(join(folder, 'deep'), { recursive: true });
  symlinkSync(root, join(folder, 'deep'));
  await store();
  const linked = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const again = selectItems(app, held, linked.nodes, { what: undefined, into: 'live' }).items;
  rmSync(here, { recursive: true });
  await expect(
    fetch({ snapshot: linked.facts.id, root: linked.facts.root, items: again }),
  ).rejects.toMatchObject({ code: 'CopyDamaged' });
  expect(existsSync(join(root, 'c.db'))).toBe(false);
  rmSync(folder, { recursive: true });
  await store();
});

it('an archive that the script of the app wrote comes as the folder in it, and a hostile one not at all', async () => {
  const at = join(root, 'app');
  mkdirSync(join(at, 'data/voicemails/deep'), { recursive: true });
  writeFileSync(join(at, 'data/voicemails/deep/1.mp3'), 'one');
  mkdirSync(join(staging(), 'script'));
  const archive = join(staging(), 'script/voicemails.tar.gz');
  execFileSync('tar', ['-czf', archive, '-C', at, 'data/voicemails']);
  await store();
  const wanted = { what: ['data/voicemails'], into: 'live' };
  const folder: HeldSource[] = [
    { source: { kind: 'folder', path: 'data/voicemails' }, from: 'folders/none' },
  ];
  const { facts, nodes } = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const { items } = selectItems(app, folder, nodes, wanted);
  expect(items).toMatchObject([{ archive: true, from: 'script/voicemails.tar.gz' }]);
  const here = join(fetchedIn(site(), 'fedcba9876'), 'script');
  for (let i = 0; i < 2; i++) await fetch({ snapshot: facts.id, root: facts.root, items });
  expect(readdirSync(here)).toEqual(['voicemails.tar.gz']);
  expect(readFileSync(join(here, 'voicemails.tar.gz/deep/1.mp3'), 'utf8')).toBe('one');
  execFileSync('tar', [
    '-czPf',
    archive,
    '--transform',
    's,^,../../,',
    '-C',
    at,
    'data/voicemails/deep/1.mp3',
  ]);
  await store();
  const hostile = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const again = selectItems(app, folder, hostile.nodes, wanted).items;
  await expect(
    fetch({ snapshot: hostile.facts.id, root: hostile.facts.root, items: again }),
  ).rejects.toMatchObject({
    code: 'CopyDamaged',
    message: expect.stringContaining('which leads out of its folder'),
  });
  expect(readdirSync(here)).toEqual(['voicemails.tar.gz']);
  rmSync(join(staging(), 'script'), { recursive: true });
  await store();
});

it('takes the place of what a restore that was ended has left, and of nothing else', async () => {
  const { facts, nodes } = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const { items } = selectItems(app, sources, nodes, { what: ['files'], into: 'live' });
  const left = fetchedIn(site(), '0123456789');
  mkdirSync(join(left, 'copies'), { recursive: true });
  mkdirSync(join(dirname(left), 'notes'), { recursive: true });
  await fetch({ snapshot: facts.id, root: facts.root, items });
  expect(readdirSync(dirname(left)).sort()).toEqual(['fedcba9876', 'notes']);
});

it('a snapshot that scripts have made has the data of the app by a path', async () => {
  const own = join(root, 'former/staging');
  const former: Record<string, string> = {
    'sgos-phone/backup_20260101.sql': 'older',
    'sgos-phone/database.sql': 'newest',
    'sgos-phone/voicemails/1.mp3': 'one',
    'sgos-phone/index.db': 'rows',
    'sgos-phone/uploads.tar': 'packed',
    'sgos-other/database.sql': 'of another',
  };
  for (const [name, text] of Object.entries(former)) {
    mkdirSync(dirname(join(own, name)), { recursive: true });
    writeFileSync(join(own, name), text);
  }
  utimesSync(join(own, 'sgos-phone/backup_20260101.sql'), 1, 1);
  const { snapshot: id } = await restic.backup({ path: own, host: 'toucan', tags: [] });
  await store();
  const fromPath = join(own, 'sgos-phone');
  const request = { app: 'phone', fromPath };
  const { facts, nodes, manifest: none } = await snapshotOf('phone', restic, request, clock);
  expect([facts, none]).toMatchObject([{ id, root: fromPath, commit: null }, null]);
  const held = looseSources(
    sources.map(({ source }) => source),
    nodes,
  );
  const { items } = selectItems(app, held, nodes, { what: undefined, into: 'live' });
  expect(items.map(({ kind, from }) => [kind, from])).toEqual([
    ['postgres', 'database.sql'],
    ['sqlite', 'index.db'],
    ['volume', 'uploads.tar'],
    ['folder', 'voicemails'],
  ]);
  await fetch({ snapshot: facts.id, root: facts.root, items });
  const here = fetchedIn(site(), 'fedcba9876');
  expect(readFileSync(join(here, 'database.sql'), 'utf8')).toBe('newest');
  expect(readFileSync(join(here, 'voicemails/1.mp3'), 'utf8')).toBe('one');
  const missing = snapshotOf('phone', restic, { app: 'phone', fromPath: '/none' }, clock);
  await expect(missing).rejects.toMatchObject({ code: 'UnknownSnapshot' });
});

it('fails where the snapshot has less than its list says', async () => {
  const { facts } = await snapshotOf('phone', restic, { app: 'phone' }, clock);
  const item: RestoreItem = {
    kind: 'folder',
    path: 'data/voicemails',
    from: 'folders/data/voicemails',
    files: 3,
    bytes: 6,
  };
  await expect(fetch({ snapshot: facts.id, root: facts.root, items: [item] })).rejects.toMatchObject({
    code: 'CopyDamaged',
  });
});
