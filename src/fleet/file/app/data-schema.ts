/** What an app keeps: databases, folders, volumes. */
import { z } from 'zod';
import { sentences } from '../../../lib/sentences';
import { list, section, text } from '../values/fields';
import { isAbsolute, isBelow } from '../values/paths';
import { inside, service, sqlName } from './fields';
import { mariadb, redis } from './servers-schema';

export const dataSchema = section(
  sentences(
    'what the app keeps, a section with postgres, mariadb,',
    'redis, services, folders, sqlite, volumes and except',
  ),
  {
    postgres: section('the database, a section with service and database', {
      service: service('db', 'The Compose service that runs PostgreSQL'),
      database: sqlName('a database name', 'phone'),
      user: sqlName('a database user', 'postgres').optional(),
    }).optional(),
    mariadb: list(
      'databases of MariaDB or MySQL',
      mariadb,
      'Databases of MariaDB or MySQL, each by its service and name',
    ).optional(),
    redis: list(
      'servers of Redis or Valkey',
      redis,
      'Servers of Redis or Valkey, each with all its databases, by its service',
    ).optional(),
    services: list(
      'Compose services',
      service('redis', 'A further service with state'),
      'Further services with state: started before the app, never replaced with it',
    ).optional(),
    folders: list(
      'folders',
      inside('a folder', 'data/voicemails', "Relative to the app's directory"),
      'Folders that are backed up and restored with the database',
    ).optional(),
    sqlite: list(
      'SQLite files',
      inside('a database file', 'data/app.db', "Relative to the app's directory"),
      'SQLite databases, copied while they are used',
    ).optional(),
    volumes: list(
      'Docker volumes',
      text(
        'a Docker volume',
        'uploads',
        /^[A-Za-z0-9][A-Za-z0-9_.-]*$/,
        'By its name in the Compose file, or in Docker',
      ),
      'Docker volumes that are backed up and restored',
    ).optional(),
    shared: z
      .boolean({ error: 'should be true or false' })
      .describe('Whether two containers of the app may write at once, as in a rolling deploy. Default false')
      .optional(),
    except: list(
      'exceptions',
      section('an exception, a section with volume, folder or service, and a reason', {
        volume: text(
          'a Docker volume',
          'cache',
          /^[A-Za-z0-9][A-Za-z0-9_.:/-]*$/,
          sentences(
            'By its name in the Compose file or in Docker;',
            'of one without a name, SERVICE:/FOLDER in the container',
          ),
        ).optional(),
        folder: text(
          'a folder or file on the host',
          'data/cache',
          (value) => isBelow(value) || isAbsolute(value),
          "Absolute, or relative to the app's directory",
        ).optional(),
        service: service('cache', 'A service of which nothing is kept').optional(),
        reason: text('a reason', 'it fills itself', (value) => value.trim() !== ''),
      }),
      'What is kept and meant to be in no backup; all else that is found and not named is reported',
    ).optional(),
  },
);
