/** MariaDB by its contract. */
import { readFileSync } from 'node:fs';
import type { SourceHost } from '../host';
import type { MariadbServer } from '../mariadb-server';
import type { Fixture } from './fixture';

const TABLE = '`it\'s "odd"\\ü $(id)`';

export function mariadbOf(server: () => MariadbServer): Fixture<'mariadb'> {
  const rows = (database: string): string =>
    server().sql(`SELECT HEX(note), text FROM ${TABLE} ORDER BY 1`, database);
  /** `pipe`: what becomes of a dump on its way. */
  const docker = (host: SourceHost, pipe: string): void => {
    host.program('docker-whole', server().docker());
    host.program(
      'docker',
      `case "$*" in *' --quick '*) docker-whole "$@" | ${pipe} ;; *) exec docker-whole "$@" ;; esac`,
    );
  };
  return {
    source: () => ({ kind: 'mariadb', service: 'db', user: 'root', database: 'phone' }),
    put(host, bytes) {
      docker(host, 'cat');
      server().sql('DROP DATABASE IF EXISTS phone; CREATE DATABASE phone CHARACTER SET utf8mb4');
      server().sql(
        `CREATE TABLE ${TABLE} (n INT AUTO_INCREMENT PRIMARY KEY, note VARBINARY(64), text TEXT);
         INSERT INTO ${TABLE} (note, text) SELECT CONCAT(UNHEX(MD5(seq)), x'e900ff0a5c27'), 'a),(b''\\\\😀\\n--' FROM seq_0_to_${Math.round(bytes / 32)};
         ANALYZE TABLE ${TABLE}`,
        'phone',
      );
    },
    live: () => rows('phone'),
    staged(path) {
      server().sql('DROP DATABASE IF EXISTS copied; CREATE DATABASE copied');
      server().sql(readFileSync(path, 'utf8'), 'copied');
      return rows('copied');
    },
    facts: () => ({ containers: [{ id: 'db1', service: 'db', state: 'running' }] as never }),
    empty: () => void server().sql('DROP DATABASE phone; CREATE DATABASE phone'),
    remove: (host) => host.program('docker', 'true'),
    missing: 'SourceMissing',
    damage: (host) => docker(host, '{ head -c 900; cat >/dev/null; }'),
    damaged: 'CopyDamaged',
  };
}
