/** Servers of databases that an app has, as the fleet file names them. */
import { sentences } from '../../../lib/sentences';
import { section, text, whole } from '../values/fields';
import { isAbsolute } from '../values/paths';
import { service, sqlName } from './fields';

const password = (standard: string) =>
  section('where the password is in the container, a section with env or file', {
    env: text('a variable of the container', 'DB_PASSWORD', /^[A-Za-z_][A-Za-z0-9_]*$/).optional(),
    file: text('an absolute file in the container', '/run/secrets/db', isAbsolute).optional(),
  })
    .meta({ description: `A variable of the container, or a file in it. Default: ${standard}` })
    .optional();

const inContainer = (example: string) => text('an absolute file in the container', example, isAbsolute);

export const redis = section('a server, a section with service', {
  service: service('redis', 'The Compose service that runs Redis or Valkey'),
  user: text(
    'a user of its ACL',
    'backup',
    /^[A-Za-z0-9_][A-Za-z0-9_.@$-]{0,79}$/,
    sentences(
      'One that may sync, and be asked; for a restore also REPLICAOF, CONFIG GET and BGSAVE.',
      'Default: the user default',
    ),
  ).optional(),
  password: password(
    sentences(
      "what the server's command has behind --requirepass,",
      'or the variables of images (REDIS_PASSWORD, VALKEY_PASSWORD, …_FILE), else none',
    ),
  ),
  port: whole('a port from 1 to 65535', 6379, 1, 65535, 'In the container. Default 6379').optional(),
  tls: section('files of the container for TLS, a section with ca, cert and key', {
    ca: inContainer('/tls/ca.crt'),
    cert: inContainer('/tls/redis.crt').optional(),
    key: inContainer('/tls/redis.key').optional(),
  })
    .meta({
      description: 'The port speaks TLS. cert and key: where the server asks for them (tls-auth-clients)',
    })
    .optional(),
});

export const mariadb = section('a database, a section with service and database', {
  service: service('db', 'The Compose service that runs MariaDB or MySQL'),
  database: sqlName('a database name', 'shop'),
  user: text(
    'a database user',
    'root',
    /^[A-Za-z0-9_][A-Za-z0-9_.$-]{0,79}$/,
    'One that may do everything with its database and make another one beside it. Default root',
  ).optional(),
  password: password(
    sentences(
      'the variables of the images of MariaDB and MySQL (MARIADB_ROOT_PASSWORD, MYSQL_PASSWORD, …_FILE),',
      "else none, as with root by the server's socket",
    ),
  ),
});
