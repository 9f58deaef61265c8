/** An app's data, by kind: what a backup copies and a release dumps. */

export interface Postgres {
  service: string;
  database: string;
  user: string;
}

/** A database of MariaDB or MySQL. */
export interface MariaDb {
  service: string;
  database: string;
  user: string;
  /** Where its password is in the container: a variable, or a file. Absent: where the image has it. */
  password?: { env?: string; file?: string };
}

/** A server of Redis or Valkey, with all its databases. */
export interface Redis {
  service: string;
  /** Of its ACL. Absent: `default`. */
  user?: string;
  /**
   * Where its password is in the container: a variable, or a file. Absent:
   * where the server's command or image has it.
   */
  password?: { env?: string; file?: string };
  /** Absent: 6379. */
  port?: number;
  /** Files in the container; present: the port speaks TLS. */
  tls?: { ca: string; cert?: string; key?: string };
}

/** A file that Compose reads for an app, and git does not have as it is. */
export interface UntrackedFile {
  /** Relative to the app's folder; absolute: it is outside of it. */
  path: string;
  /** Octal, four digits. Of a link: absent. */
  mode?: string;
  uid?: number;
  gid?: number;
  /** It is a link within the app's folder; where it leads, relative to the folder that holds it. */
  link?: string;
  /** The serving commit has it with other content. */
  changed?: true;
}

/**
 * What is copied, and how. What is in the app's folder anyway (`folder`, and
 * what a script wrote) is pulled from where it is; the others are first copied
 * into a folder of this operation.
 */
export type CopySource =
  | {
      kind: 'script';
      command: string;
      /** Where the script writes, relative to the app's folder. */ output: string;
    }
  | ({ kind: 'postgres' } & Postgres)
  | ({ kind: 'mariadb' } & MariaDb)
  | ({ kind: 'redis' } & Redis)
  | { kind: 'sqlite'; path: string }
  | { kind: 'folder'; path: string }
  | {
      kind: 'volume';
      /** Key of the Compose file, or Docker's name. */ name: string;
      /** Docker's name, where the Compose model says it. */ docker?: string;
      /**
       * Docker's folder of it, from which its files are pulled one by one. Absent: an archive of it is made.
       */
      at?: string;
    }
  | { kind: 'untracked'; files: UntrackedFile[] }
  | {
      kind: 'config';
      /** Relative to the app's folder. */ files: string[];
      /** Absolute on the host. */ proxy: string | null;
    };

export type SourceKind = CopySource['kind'];
