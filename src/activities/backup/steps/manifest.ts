/** Writes the manifest of what was pulled beside it. */
import { join } from 'node:path';
import { version } from '../../../../package.json';
import { MANIFEST, manifestSchema, type ManifestSource, type SnapshotManifest } from '../../../backup';
import type { MovedFile } from '../../../host/pull/moved';
import { writeAtomic } from '../../../lib/files/atomic-file';
import type { CopySource } from '../../../protocol/data';
import type { BackupStepArgs } from '../../../protocol/steps/backup';
import type { ControlSite } from '../../app/site';
import { stagedAs } from '../../data';
import type { Facts, SqliteFacts } from '../../data/facts';
import { readProject } from '../project';
import { listingOf } from './list-owners';

/** What a pull has found of a source. */
export interface PulledSource {
  facts: Facts;
  moved: MovedFile[];
  owners: 'real' | 'stored' | 'none';
}

const LIMIT_MS = 60_000;

/** A manifest that cannot be made costs no backup: what is odd of a host is left out. */
export async function writeManifest(
  site: ControlSite,
  { sources, release, notBackedUp, untracked }: BackupStepArgs['pullCopies'],
  pulled: (source: CopySource) => PulledSource,
): Promise<void> {
  const { scope, app, operation, host, backup } = site;
  const project = await readProject(host, scope, { timeout: LIMIT_MS, signal: site.signal }).catch(() => {
    site.signal.throwIfAborted();
    return null;
  });
  const made: SnapshotManifest = {
    version: 1,
    app: app.name,
    host: scope.host,
    operation,
    madeAt: new Date().toISOString(),
    roost: version,
    place: {
      directory: scope.directory,
      source: scope.source,
      project: scope.project,
      compose: scope.compose,
    },
    release: release ?? { number: 0, commit: null, version: null },
    sources: sources.map((source) => entryOf(source, pulled(source))),
    notBackedUp: notBackedUp?.map((what) => ({ what })),
    project: project ?? undefined,
    untracked,
  };
  const fits = manifestSchema.safeParse(made);
  const kept: SnapshotManifest = fits.success
    ? fits.data
    : { ...made, project: undefined, sources: sources.map((source) => entryOf(source, nothing)) };
  await writeAtomic(join(backup.app(app.name), MANIFEST), `${JSON.stringify(kept, null, 1)}\n`);
}

const nothing: PulledSource = {
  facts: { inside: [], damaged: [], rows: [], blind: false, moved: [], words: {} },
  moved: [],
  owners: 'none',
};

function entryOf(source: CopySource, { facts, moved, owners }: PulledSource): ManifestSource {
  const staged = stagedAs(source);
  switch (source.kind) {
    case 'postgres':
      return { ...source, staged, ...postgresOf(source.database, facts) };
    case 'mariadb': {
      const { service, database, user } = source;
      return { kind: 'mariadb', staged, service, database, user, ...mariadbOf(facts) };
    }
    case 'redis':
      return { kind: 'redis', staged, service: source.service, ...serverOf(facts) };
    case 'sqlite':
      return { ...source, staged, journalMode: facts.journalMode, owner: facts.owner, rows: facts.rows };
    case 'folder':
      return {
        ...source,
        staged,
        root: facts.root,
        ...ownersOf(staged, owners),
        moved,
        databases: insideOf(facts),
      };
    case 'volume': {
      const { name, at } = source;
      const { name: docker = source.docker, driver, options, labels } = facts.volume ?? {};
      const about = { kind: 'volume' as const, name, docker, driver, options, labels, root: facts.root };
      const kept = at === undefined ? undefined : ownersOf(staged, owners);
      const changed = at === undefined ? facts.moved : moved;
      return { ...about, staged, ...kept, moved: changed, databases: insideOf(facts) };
    }
    case 'script':
      return { kind: 'script', staged, command: source.command };
    case 'untracked':
      return { kind: 'untracked', staged, files: source.files };
    case 'config':
      return { kind: 'config', staged, files: source.files };
  }
}

const ownersOf = (staged: string, owners: PulledSource['owners']) =>
  owners === 'none' ? { owners: 'listed' as const, listing: listingOf(staged) } : { owners };

const insideOf = ({ inside }: Facts) =>
  inside.map(({ path, journalMode, owner }: { path: Buffer } & SqliteFacts) => ({
    kind: 'sqlite' as const,
    path: path.toString(),
    journalMode,
    owner,
  }));

const text = (hex: string | undefined): string | undefined =>
  hex !== undefined && /^(?:[0-9a-f]{2})+$/.test(hex) ? Buffer.from(hex, 'hex').toString() : undefined;
const whole = (word: string | undefined): number | undefined =>
  word !== undefined && /^\d{1,15}$/.test(word) ? Number(word) : undefined;

const firstOf =
  ({ words }: Facts) =>
  (word: string): string | undefined =>
    words[word]?.[0]?.slice(0, 200) || undefined;

/** What every server of databases says of itself. */
function serverOf(facts: Facts) {
  const first = firstOf(facts);
  const id = first('image-id');
  const digests = (facts.words.digest ?? []).slice(0, 20);
  return {
    dumpBytes: whole(first('dump-bytes')),
    databaseBytes: whole(first('database-bytes')),
    serverVersion: first('server-version'),
    image: id === undefined ? undefined : { id, ref: first('image-ref'), digests },
    rows: facts.rows,
  };
}

function mariadbOf(facts: Facts) {
  const first = firstOf(facts);
  return {
    ...serverOf(facts),
    charset: first('charset')?.slice(0, 64),
    collation: first('collation')?.slice(0, 100),
  };
}

function postgresOf(database: string, facts: Facts) {
  const first = firstOf(facts);
  const all = (word: string): string[] => facts.words[word] ?? [];
  return {
    ...serverOf(facts),
    dump: `copies/postgres/${database}.dump`,
    globals: 'copies/postgres/globals.sql',
    encoding: first('encoding'),
    collate: first('collate'),
    ctype: first('ctype'),
    localeProvider: first('provider'),
    owner: text(first('belongs-to')),
    roles: all('role').flatMap((role) => text(role) ?? []),
    settings: all('setting').flatMap((line) => settingOf(line)),
    extensions: all('extension').flatMap((line) => {
      const [hex, of = ''] = line.split(' ');
      const name = text(hex);
      return name === undefined ? [] : [{ name, version: of.slice(0, 100) }];
    }),
  };
}

function settingOf(line: string): { role: string | null; name: string; value: string }[] {
  const [role, hex] = line.split(' ');
  const setting = text(hex);
  if (setting === undefined) return [];
  const at = setting.indexOf('=');
  return [
    {
      role: role === '-' ? null : (text(role) ?? null),
      name: setting.slice(0, at),
      value: setting.slice(at + 1),
    },
  ];
}
