/**
 * `manifest.json` at the root of a snapshot: what a restore needs to know besides the data. Documented in
 * docs/snapshot-manifest.md. Version 1: fields are only added, and added ones are
 * optional. Snapshots from before it have none. It holds no secret: of a Compose
 * model no environment, command, label or build argument.
 */
import { z } from 'zod';

/** Where it is, relative to the snapshot's root, the app's staging. */
export const MANIFEST = 'manifest.json';

const bytes = z.number().int().nonnegative();
const name = z.string().max(4096);
const few = <T extends z.ZodType>(of: T) => z.array(of).max(100_000);

/** Owner, group and mode (octal, four digits: `0750`) of a file or a root folder. */
const owner = z.object({ uid: z.number().int(), gid: z.number().int(), mode: z.string().max(5) });

/** A file that changed or went away while it was copied: the rest of the source is whole. */
const moved = z.object({ path: name, what: z.enum(['vanished', 'changed', 'cut']) });

/**
 * A database file in a folder or volume that was copied by its own
 * means: it is at its place in the copy.
 */
const inner = z.object({
  kind: z.literal('sqlite'),
  /** Relative to the folder or volume. */
  path: name,
  /** `wal`, `delete` …; a copy by VACUUM INTO is not in WAL mode. */
  journalMode: z.string().max(20).optional(),
  owner: owner.optional(),
});

/** `staged`: where it is in the snapshot, relative to its root. */
const common = { staged: name };

/** Of each table, counted in the copy itself. */
const rows = few(z.object({ table: name, rows: z.number().int().nonnegative() }));

const image = z.object({ id: name, ref: name.optional(), digests: z.array(name).max(20).optional() });

const withOwners = {
  /**
   * How owners, modes, ACLs and extended attributes are kept: `real`; `stored` in attributes `user.rsync.*`
   * (--fake-super); `listed` only in `listing`.
   */
  owners: z.enum(['real', 'stored', 'listed', 'none']).optional(),
  /** A file of the snapshot with a record for each file: see docs. */
  listing: name.optional(),
};

const folderLike = {
  files: z.number().int().nonnegative().optional(),
  bytes: bytes.optional(),
  moved: few(moved).optional(),
  databases: few(inner).optional(),
};

const source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('script'), ...common, command: z.string() }),
  z.object({
    kind: z.literal('postgres'),
    ...common,
    service: name,
    database: name,
    user: name,
    /** The dump and the roles, relative to the snapshot's root. */
    dump: name,
    globals: name.optional(),
    dumpBytes: bytes.optional(),
    /** `pg_database_size` at the dump. */
    databaseBytes: bytes.optional(),
    /** `SHOW server_version`: `17.4 (Debian …)`. */
    serverVersion: z.string().max(200).optional(),
    /** Of the container: its image's id, its reference as Compose names it, and digests `name@sha256:…`. */
    image: image.optional(),
    encoding: z.string().max(64).optional(),
    /** LC_COLLATE, LC_CTYPE, and the provider: `c`, `i`, `b`. */
    collate: z.string().max(200).optional(),
    ctype: z.string().max(200).optional(),
    localeProvider: z.string().max(20).optional(),
    /** Role that owns the database. */
    owner: name.optional(),
    /** Roles that objects, privileges and settings of the dump name. */
    roles: few(name).optional(),
    /**
     * Settings of the database and of roles in it; `role` null: the database's.
     * No value of a setting that may be a secret.
     */
    settings: few(z.object({ role: name.nullable(), name, value: z.string() })).optional(),
    extensions: few(z.object({ name, version: z.string().max(100) })).optional(),
    /**
     * Rows of each table of the dump, counted in the dump itself; the table is
     * quoted where it must be: `public."Calls"`.
     */
    rows: rows.optional(),
  }),
  z.object({
    kind: z.literal('mariadb'),
    ...common,
    service: name,
    database: name,
    user: name,
    dumpBytes: bytes.optional(),
    /** Tables and indexes, as the server estimates them. */
    databaseBytes: bytes.optional(),
    /** `SELECT VERSION()`: `11.8.2-MariaDB`. */
    serverVersion: z.string().max(200).optional(),
    image: image.optional(),
    /** Of the database, for tables that name none. */
    charset: z.string().max(64).optional(),
    collation: z.string().max(100).optional(),
    rows: rows.optional(),
  }),
  z.object({
    kind: z.literal('redis'),
    ...common,
    service: name,
    dumpBytes: bytes.optional(),
    /** Of the data in the server's memory. */
    databaseBytes: bytes.optional(),
    /** `Redis 7.4.1`, `Valkey 8.1.0`. */
    serverVersion: z.string().max(200).optional(),
    image: image.optional(),
    /** Keys of each of its databases, `db0`, counted in the dump itself. */
    rows: rows.optional(),
  }),
  z.object({
    kind: z.literal('sqlite'),
    ...common,
    path: name,
    bytes: bytes.optional(),
    journalMode: z.string().max(20).optional(),
    owner: owner.optional(),
    rows: rows.optional(),
  }),
  z.object({
    kind: z.literal('folder'),
    ...common,
    path: name,
    /** Of the folder itself. */
    root: owner.optional(),
    ...withOwners,
    ...folderLike,
  }),
  z.object({
    kind: z.literal('volume'),
    ...common,
    /** As the fleet file names it: the key in the Compose file, or Docker's name. */
    name,
    /** Docker's name. */
    docker: name.optional(),
    driver: name.optional(),
    /** Names of the driver's options; their values may be secrets. */
    options: z.array(name).max(100).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    root: owner.optional(),
    /** Absent: it is an archive, which has them. */
    ...withOwners,
    ...folderLike,
  }),
  z.object({
    kind: z.literal('untracked'),
    ...common,
    /**
     * Below `staged`: `app/PATH` of those in the app's folder, `host/PATH` of others. A link is no file of
     * the snapshot.
     */
    files: z
      .array(
        z.object({
          /** Relative to the app's folder, or absolute. */
          path: name,
          mode: z.string().max(5).optional(),
          uid: z.number().int().optional(),
          gid: z.number().int().optional(),
          /** Where a link leads, relative to the folder that holds it. */
          link: name.optional(),
          /** The commit has it with other content. */
          changed: z.literal(true).optional(),
          bytes: bytes.optional(),
        }),
      )
      .max(10_000),
  }),
  z.object({ kind: z.literal('config'), ...common, files: z.array(name).max(10_000) }),
]);

/** What is read of the resolved Compose model. */
const project = z.object({
  name,
  services: z.record(
    name,
    z.object({
      image: name.optional(),
      /** `VOLUME-KEY`, or a path on the host, and where it is in the container. */
      mounts: few(z.object({ type: name, source: name.optional(), target: name.optional() })).optional(),
      networks: z.array(name).max(1000).optional(),
      dependsOn: z.array(name).max(1000).optional(),
    }),
  ),
  volumes: z.record(name, z.object({ name: name.optional(), external: z.boolean().optional() })).optional(),
  networks: z.record(name, z.object({ name: name.optional(), external: z.boolean().optional() })).optional(),
});

export const manifestSchema = z.object({
  version: z.literal(1),
  app: name,
  /** Of the fleet file. */
  host: name,
  operation: name,
  /** When the copies were pulled; ISO 8601. The data are of a time before it. */
  madeAt: z.string(),
  /** The version of roost. */
  roost: z.string(),
  /** Absolute on the host; `source` is relative to it. */
  place: z.object({ directory: name, source: name, project: name, compose: z.array(name) }),
  /** What served. `number` 0: roost had deployed nothing. */
  release: z.object({
    number: z.number().int().nonnegative(),
    commit: z.string().nullable(),
    version: z.string().nullable(),
    /** Service to image; of a release that roost made, or of what ran. */
    images: z.record(name, z.object({ id: name, ref: name.optional() })).optional(),
  }),
  sources: few(source),
  /** What runs and keeps data that this snapshot has not. */
  notBackedUp: few(z.object({ what: name, reason: z.string().optional() })).optional(),
  project: project.optional(),
  /** Files that Compose reads and git does not track were searched for; absent: no search was made. */
  untracked: z.literal('looked').optional(),
});

export type SnapshotManifest = z.infer<typeof manifestSchema>;
export type ManifestSource = SnapshotManifest['sources'][number];
export type ManifestSourceOf<K extends ManifestSource['kind']> = Extract<ManifestSource, { kind: K }>;

/** Null: it is none of this version. Unknown fields are left out. */
export function parseManifest(text: string): SnapshotManifest | null {
  try {
    const parsed = manifestSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
