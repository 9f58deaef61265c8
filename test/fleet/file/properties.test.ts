import fc from 'fast-check';
import { stringify } from 'yaml';
import type { AppConfig, Fleet } from '../../../src/fleet/file';
import { tried } from '../../property';
import { hostKey, parse } from './sample';

/** A duration as a fleet file has it. */
const duration = fc.integer({ min: 0, max: 3600 }).map((seconds) => `${seconds}s`);
const name = fc.stringMatching(/^[a-z][a-z0-9]{1,8}$/).filter((text) => text !== 'global');
const folder = fc.stringMatching(/^[a-z]{1,6}(\/[a-z]{1,6}){0,2}$/);
const optional = { requiredKeys: [] as never[] };
const json = fc.dictionary(
  fc.stringMatching(/^[a-z]{1,6}$/),
  fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
);

const common = {
  branch: fc.stringMatching(/^[a-z]{1,8}(\/[a-z]{1,8})?$/).filter((text) => !text.endsWith('lock')),
  compose: fc.array(
    folder.map((path) => `${path}.yml`),
    { minLength: 1, maxLength: 3 },
  ),
  port: fc.integer({ min: 1, max: 65535 }),
  secrets: fc.uniqueArray(
    fc.record({
      source: folder,
      target: folder,
      format: fc.constantFrom('dotenv', 'json', 'yaml', 'binary'),
    }),
    {
      selector: ({ target }) => target,
      maxLength: 3,
    },
  ),
  data: fc.record(
    {
      postgres: fc.record({ service: fc.constant('db'), database: name }),
      services: fc.constant(['redis']),
      folders: fc.array(folder),
    },
    optional,
  ),
  health: fc.record(
    {
      url: fc.constant('https://a.example/h'),
      status: fc.integer({ min: 100, max: 599 }),
      json,
      wait: duration,
    },
    { requiredKeys: ['url'] },
  ),
  settle: duration,
  releases: fc.integer({ min: 1, max: 100 }),
  strategy: fc.constantFrom('auto', 'recreate'),
  push: fc.record(
    {
      deploy: fc.constantFrom('automatic', 'manual'),
      diverged: fc.constantFrom('deploy', 'refuse'),
      paths: fc.array(folder),
    },
    optional,
  ),
  postdeploy: fc.constantFrom('before start', 'after start', 'on host'),
};

const sgos = fc.record(
  {
    host: fc.constant('one'),
    contract: fc.constant('sgos'),
    repository: fc.constant('git@git.example:a/b.git'),
    ...common,
  },
  { requiredKeys: ['host', 'contract', 'repository'] },
);
const compose = fc.record(
  {
    host: fc.constant('one'),
    contract: fc.constant('compose'),
    repository: fc.constant('/srv/git/a.git'),
    service: fc.constant('web'),
    migration: fc.constantFrom('none', 'safe', 'breaking'),
    ...common,
  },
  { requiredKeys: ['host', 'contract', 'repository', 'service'] },
);

const written = fc.record({
  fleet: fc.constant('lab'),
  push: fc.record(
    { heads: fc.constantFrom('off', '5m'), diverged: fc.constantFrom('deploy', 'refuse') },
    optional,
  ),
  gateway: fc.record(
    {
      port: fc.integer({ min: 0, max: 65535 }),
      url: fc.constant('https://hooks.example'),
      tunnel: fc.constant(['192.0.2.1']),
    },
    optional,
  ),
  hosts: fc.record({
    one: fc.record({
      user: fc.constant('deploy'),
      addresses: fc.constant(['192.0.2.1']),
      hostKey: fc.constant(hostKey),
    }),
  }),
  apps: fc
    .dictionary(name, fc.oneof(sgos, compose), { maxKeys: 4 })
    .map((apps) =>
      Object.fromEntries(
        Object.entries(apps).map(([key, app]) => [
          key,
          app.contract === 'sgos' ? app : { ...app, directory: `/srv/compose/${key}` },
        ]),
      ),
    ),
});

/** A resolved app as a fleet file that leaves nothing to a default. */
function inFull({
  name: _,
  container,
  migration,
  scripts,
  proxy,
  health,
  settle,
  data,
  contract,
  compose: files,
  project,
  projectGiven,
  ...app
}: AppConfig) {
  const { url, path, given, ...asked } = health;
  return {
    ...app,
    contract,
    ...(contract === 'compose' && { migration, scripts }),
    // As Compose finds and names them: there is no word for that.
    ...(files.length > 0 && { compose: files }),
    ...((projectGiven || contract === 'sgos') && { project }),
    proxy: { switch: proxy.switch, drain: `${proxy.drain}ms` },
    // With contract compose a path that is written is one that is asked.
    ...(url !== undefined && { health: { ...asked, url, wait: `${health.wait}ms` } }),
    settle: `${settle}ms`,
    data,
  };
}

function fleetInFull({ name: fleet, hosts, apps, secrets, lock, decide, push, gateway }: Fleet) {
  const bare = Object.fromEntries(Object.entries(hosts).map(([key, { name: _, ...host }]) => [key, host]));
  return {
    fleet,
    secrets,
    lock: { wait: `${lock.wait}ms` },
    decide: { wait: `${decide.wait}ms` },
    push: { heads: push.heads === null ? 'off' : `${push.heads}ms` },
    ...(gateway && { gateway }),
    hosts: bare,
    apps: Object.fromEntries(Object.entries(apps).map(([key, app]) => [key, inFull(app)])),
  };
}

describe('a fleet file', () => {
  it('means the same with its defaults written out', () => {
    fc.assert(
      fc.property(written, (input) => {
        const fleet = parse(stringify(input));
        expect(parse(stringify(fleetInFull(fleet)))).toEqual(fleet);
        expect(parse(JSON.stringify(input, null, 2))).toEqual(fleet);
      }),
      tried('fleet: written out, as JSON'),
    );
  });

  it('is JSON when resolved', () => {
    fc.assert(
      fc.property(written, (input) => {
        const fleet = parse(stringify(input));
        expect(JSON.parse(JSON.stringify(fleet))).toEqual(fleet);
      }),
      tried('fleet: written out, as JSON'),
    );
  });
});
