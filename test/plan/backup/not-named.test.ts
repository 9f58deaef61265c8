import type { Keeper, KeeperMount } from '../../../src/host/keepers';
import { databaseOf, notNamed, withDatabases } from '../../../src/plan/backup/not-named';
import { app as phone } from '../release/facts';
import { appWith } from './backup-facts';

const app = {
  ...phone,
  ...appWith({ postgres: undefined, folders: [], sqlite: [], volumes: [] }),
  directory: '/srv/site',
  secrets: [],
};
const mount = (change: Partial<KeeperMount>): KeeperMount => ({
  type: 'volume',
  name: 'src_media',
  source: '/var/lib/docker/volumes/src_media/_data',
  target: '/media',
  writable: true,
  tracked: false,
  ...change,
});
const bind = (source: string, change: Partial<KeeperMount> = {}) =>
  mount({ type: 'bind', name: '', source, ...change });
const keeper = (mounts: KeeperMount[], change: Partial<Keeper> = {}): Keeper => ({
  service: 'app',
  running: true,
  image: 'acme/app:1',
  ports: [],
  mounts,
  ...change,
});
const found = (data: object, keepers: Keeper[], volumes?: Record<string, string>) =>
  notNamed({ ...app, data: { ...app.data, ...data } }, 'src', keepers, volumes).map(({ what }) => what);

describe('what nothing under data names', () => {
  it('is every volume and folder that is written to', () => {
    expect(found({}, [keeper([mount({}), bind('/srv/site/up', { target: '/up' })])])).toEqual([
      'volume src_media of app (/media)',
      'folder /srv/site/up of app (/up)',
    ]);
  });

  it.each([
    ['by its key', { volumes: ['media'] }, {}],
    ['by Docker’s name', { volumes: ['src_media'] }, {}],
    ['by the key of an external one', { volumes: ['m'] }, { m: 'src_media' }],
    ['as an exception', { except: [{ volume: 'media', reason: 'it fills itself' }] }, {}],
    ['by the service that keeps it', { except: [{ service: 'app', reason: 'a cache' }] }, {}],
    ['by the place of one without a name', { except: [{ volume: 'app:/media', reason: 'a cache' }] }, {}],
  ])('is not a volume that is named %s', (_, data, volumes) => {
    expect(found(data, [keeper([mount({})])], volumes)).toEqual([]);
  });

  it.each([
    ['itself', { folders: ['data/up'] }],
    ['a folder above', { folders: ['data'] }],
    ['a part of it', { folders: ['data/up/more'] }],
    ['a database in it', { sqlite: ['data/up/app.db'] }],
    ['an exception', { except: [{ folder: 'data/up', reason: 'thumbnails' }] }],
    ['an absolute exception', { except: [{ folder: '/srv/site/data', reason: 'thumbnails' }] }],
  ])('is not a folder of which %s is named', (_, data) => {
    expect(found(data, [keeper([bind('/srv/site/data/up')])])).toEqual([]);
  });

  it('is a folder whose name only begins like one that is named', () => {
    expect(found({ folders: ['data'] }, [keeper([bind('/srv/site/data2')])])).toHaveLength(1);
  });

  it('is nothing that belongs to the host, to git, or cannot be written to', () => {
    const mounts = [
      bind('/var/run/docker.sock'),
      bind('/srv/site/x.sock'),
      bind('/etc/localtime'),
      bind('/proc'),
      bind('/'),
      bind('/srv/site/src/nginx.conf', { tracked: true }),
      bind('/srv/site/ro', { writable: false }),
    ];
    expect(found({}, [keeper(mounts)])).toEqual([]);
  });

  it('is the volume of a database, by the image or by what listens, but not of the one that is dumped', () => {
    const data = [mount({ name: 'src_pg', target: '/var/lib/postgresql/data' })];
    const db = (change: Partial<Keeper>) => keeper(data, { service: 'db', ...change });
    expect(found({}, [db({ image: 'pgvector/pgvector:pg17@sha256:0' })])).toEqual([
      'volume src_pg of db (/var/lib/postgresql/data) with PostgreSQL',
    ]);
    expect(found({}, [db({ image: 'acme/own', ports: [5432] })])[0]).toMatch(/with PostgreSQL$/);
    expect(found({ postgres: { service: 'db', database: 'd', user: 'u' } }, [db({})])).toEqual([]);
    const mysql = keeper([mount({ name: 'src_my', target: '/var/lib/mysql' })], {
      service: 'db',
      image: 'mysql:8',
    });
    expect(found({}, [mysql])).toEqual(['volume src_my of db (/var/lib/mysql) with MySQL']);
    expect(found({ mariadb: [{ service: 'db', database: 'd', user: 'root' }] }, [mysql])).toEqual([]);
    expect(found({}, [keeper([], { service: 'db', image: 'mariadb:11' })])).toEqual([
      'MariaDB of db, in the container itself',
    ]);
    const cache = keeper([], { service: 'cache', image: 'redis:7' });
    expect(found({}, [cache])).toEqual(['Redis of cache, in the container itself']);
    expect(found({ redis: [{ service: 'cache' }] }, [cache])).toEqual([]);
  });

  it('is no database of those that share its network, unless none is known to be it', () => {
    const inVpn = (service: string, change: Partial<Keeper>) =>
      keeper([bind(`/srv/site/${service}`)], {
        service,
        ports: [5432],
        shared: { ports: [5432], with: ['vpn', 'films', 'db'].filter((one) => one !== service) },
        ...change,
      });
    const all = [inVpn('vpn', {}), inVpn('films', {}), inVpn('db', { image: 'postgres:17' })];
    expect(found({}, all).map((what) => what.replace(/ \(.*?\)/, ''))).toEqual([
      'folder /srv/site/vpn of vpn',
      'folder /srv/site/films of films',
      'folder /srv/site/db of db with PostgreSQL',
    ]);
    expect(databaseOf(all[1]!, all.slice(0, 2))).toBe('PostgreSQL');
  });

  it('says which databases were found in it', () => {
    const [one] = notNamed(app, 'src', [keeper([mount({})])]);
    const database = { kind: 'sqlite' as const, path: Buffer.from('a.db'), bytes: 1 };
    expect(withDatabases(one!, [database, database]).what).toBe(
      'volume src_media of app (/media) with sqlite',
    );
    expect(withDatabases(one!, []).what).toBe(one!.what);
  });

  it.each([
    ['prom/mysqld-exporter', null],
    ['prodrigestivill/postgres-backup-local', null],
    ['registry:5000/db/redis:7', 'Redis'],
    ['nginx', null],
  ])('an image %s is %s', (image, kind) => {
    expect(databaseOf({ image, ports: [80] })).toBe(kind);
  });
});
