/** Kinds whose data are databases: PostgreSQL and SQLite. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, truncateSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dockerThatRuns, type SourceHost } from '../host';
import { binaries, type PostgresServer } from '../postgres-server';
import { inApp, type Fixture } from './fixture';

const TABLE = `"it's ""odd""\nü"`;

export function postgresOf(server: () => PostgresServer): Fixture<'postgres'> {
  const rows = (database: string): string =>
    server().sql(`SELECT encode(note, 'hex') FROM ${TABLE} ORDER BY 1`, database);
  /** `pipe`: what becomes of a dump on its way. */
  const docker = (host: SourceHost, pipe: string): void => {
    host.program('docker-whole', server().docker);
    host.program(
      'docker',
      `case "$*" in *' pg_dump '*) docker-whole "$@" | ${pipe} ;; *) exec docker-whole "$@" ;; esac`,
    );
  };
  return {
    source: () => ({ kind: 'postgres', service: 'db', user: 'admin', database: 'phone' }),
    put(host, bytes) {
      docker(host, 'cat');
      server().sql('DROP DATABASE IF EXISTS phone WITH (FORCE)');
      server().sql('CREATE DATABASE phone');
      server().sql(
        `CREATE TABLE ${TABLE} (note bytea); INSERT INTO ${TABLE}
         SELECT decode(md5(n::text), 'hex') || '\\xe900ff' FROM generate_series(0, ${bytes} / 16) n`,
        'phone',
      );
    },
    live: () => rows('phone'),
    staged(path) {
      server().sql('DROP DATABASE IF EXISTS copied WITH (FORCE)');
      server().sql('CREATE DATABASE copied');
      const to = ['-h', server().socket, '-U', 'admin', '-d', 'copied'];
      execFileSync(join(binaries!, 'pg_restore'), [...to, join(path, 'phone.dump')]);
      return rows('copied');
    },
    facts: () => ({ containers: [{ id: 'db1', service: 'db', state: 'running' }] as never }),
    // A database without tables has a dump too; an empty dump is no copy.
    empty: (host) => docker(host, 'head -c 0'),
    remove: (host) => host.program('docker', 'true'),
    missing: 'SourceMissing',
    damage: (host) => docker(host, 'head -c 900'),
    damaged: 'CopyDamaged',
  };
}

const FILE = `data/it's "all"\n100% #1?.db`;

const sqlite3 = (file: string, statements: string): string =>
  execFileSync('/usr/bin/sqlite3', [file], { input: statements, encoding: 'utf8' });

export const sqlite: Fixture<'sqlite'> = {
  docker: dockerThatRuns,
  programs: ['sqlite3'],
  source: () => ({ kind: 'sqlite', path: FILE }),
  put(host, bytes) {
    const file = inApp(host, FILE);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    sqlite3(
      file,
      `CREATE TABLE ${TABLE} (note); INSERT INTO ${TABLE} VALUES (x'e900ff'), (hex(zeroblob(${bytes})));`,
    );
  },
  live: (host) => sqlite3(inApp(host, FILE), `SELECT hex(note) FROM ${TABLE};`),
  staged: (path) => sqlite3(path, `SELECT hex(note) FROM ${TABLE};`),
  facts: () => ({}),
  empty: (host) => truncateSync(inApp(host, FILE)),
  remove: (host) => rmSync(inApp(host, FILE)),
  missing: 'SourceMissing',
  damage(host) {
    const file = openSync(inApp(host, FILE), 'r+');
    writeSync(file, Buffer.alloc(8_192, 0xff), 0, 8_192, 4_096);
    closeSync(file);
  },
  damaged: 'CopyDamaged',
};
