import { only } from './drafted';
import { container } from './found';

const mounts = (name: string, target: string, key?: string) => [
  {
    type: 'volume' as const,
    name,
    key,
    source: `/var/lib/docker/volumes/${name}/_data`,
    target,
    writable: true,
    tracked: false,
  },
];

test('data: a database with its user, others that keep state, volumes by their short names, folders', () => {
  const keeper = { running: true, ports: [], mounts: [] };
  const { fields } = only({
    containers: [
      container({ service: 'web', exposed: [80] }),
      container({ service: 'db', image: 'postgres:17', values: { POSTGRES_USER: 'u', POSTGRES_DB: 'd' } }),
      container({ service: 'cache', image: 'redis:7' }),
    ],
    keepers: [
      { ...keeper, service: 'db', image: 'postgres:17', mounts: mounts('a_pg', '/var/lib/postgresql/data') },
      {
        ...keeper,
        service: 'web',
        image: 'nginx:1',
        mounts: [
          ...mounts('a_uploads', '/uploads', 'uploads'),
          // Made by hand, and external in the Compose file.
          ...mounts('a_prod_data', '/prod'),
          ...mounts('renamed', '/more', 'more'),
          { type: 'bind', name: '', source: '/srv/a/data', target: '/data', writable: true, tracked: false },
        ],
      },
    ],
  });
  expect(fields.data).toEqual({
    postgres: { service: 'db', database: 'd', user: 'u' },
    redis: [{ service: 'cache' }],
    volumes: ['uploads', 'a_prod_data', 'more'],
    folders: ['data'],
  });
});

test('data: databases of MariaDB and MySQL, by whose variables are known; of others what to write', () => {
  const { fields, open } = only({
    containers: [
      container({ service: 'web', exposed: [80] }),
      container({
        service: 'db',
        image: 'mariadb:11',
        variables: ['MARIADB_ROOT_PASSWORD_FILE', 'MARIADB_DATABASE'],
        values: { MARIADB_DATABASE: 'shop' },
      }),
      container({
        service: 'blog-db',
        image: 'mysql:8',
        values: { MYSQL_DATABASE: 'blog', MYSQL_USER: 'blog' },
      }),
      container({ service: 'other', image: 'mysql:8' }),
    ],
  });
  expect(fields.data).toEqual({
    mariadb: [
      { service: 'db', database: 'shop' },
      { service: 'blog-db', database: 'blog', user: 'blog' },
    ],
    services: ['other'],
  });
  expect(open).toContain(
    'which databases other has is not known: write data.mariadb: [{ service: other, database: NAME }], one for each',
  );
});
