import { parseComposeFile } from '../../../src/fleet/contract';
import { changedServices } from '../../../src/fleet/contract/changed';

const app = {
  service: 'web',
  source: 'src',
  data: {
    postgres: { service: 'db', database: 'd', user: 'u' },
    services: ['store'],
    folders: [],
    sqlite: [],
    volumes: [],
  },
};
const compose = (services: Record<string, unknown>) =>
  parseComposeFile(JSON.stringify({ services }), { file: 'docker-compose.yml' });
const image = 'some:1';
const base = {
  web: { image, env_file: '.env' },
  db: { image, env_file: '.env' },
  store: { image, env_file: ['.env'] },
  worker: { image, env_file: [{ path: './.env' }] },
  cron: { image },
};
const changed = (services: Record<string, unknown>, secrets: string[] = []) =>
  changedServices(app, { former: compose(base), target: compose(services), secrets });

it.each<[string, Record<string, unknown>, string[]]>([
  ['nothing', base, []],
  ['the app itself', { ...base, web: { image: 'some:2' } }, []],
  ['an environment', { ...base, cron: { image, environment: { LEVEL: 'high' } } }, ['cron']],
  ['a key that roost does not read', { ...base, cron: { image, ulimits: { nofile: 5 } } }, ['cron']],
  ['a data service', { ...base, db: { image: 'some:2', env_file: '.env' } }, ['db']],
  [
    'a new one and one that is gone',
    { web: base.web, db: base.db, store: base.store, worker: base.worker, more: { image } },
    ['cron', 'more'],
  ],
  ['the order of keys', { ...base, worker: { env_file: [{ path: './.env' }], image } }, []],
])('%s', (_, services, names) => {
  expect(changed(services)).toEqual(names);
});

it('a secrets file counts for whoever reads it and holds no data', () => {
  expect(changed(base, ['src/.env'])).toEqual(['worker']);
  expect(changed(base, ['src/other.env'])).toEqual([]);
});
