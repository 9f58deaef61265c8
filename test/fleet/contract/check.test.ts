import {
  checkContract,
  composeFilesIn,
  contractFiles,
  contractLine,
  type SourceFiles,
} from '../../../src/fleet/contract';
import type { AppConfig } from '../../../src/fleet/file';
import { check, compose, good, manifest, phone, problems, wiki, withCompose } from './sample';

const withManifest = (changes: object): SourceFiles => ({
  ...good,
  'app.json': JSON.stringify({ ...manifest, ...changes }),
});
const without = (file: string): SourceFiles => ({ ...good, [file]: null });

describe('contract sgos', () => {
  it('is content with a good repository', () => {
    const report = check(good);
    expect(report).toMatchObject({
      problems: [],
      rollingObstacles: [],
      facts: { version: '1.4.0', migration: 'safe', scripts: { postdeploy: 'npm run migrate' } },
    });
    expect(report.manifest!.name).toBe('sgos-phone');
    expect(Object.keys(report.compose!.services)).toEqual(['app', 'db']);
  });

  it('names the files to read', () => {
    expect(contractFiles(phone)).toEqual([
      'app.json',
      'CHANGELOG.md',
      '.sops.yaml',
      // As Compose looks for them.
      'compose.yaml',
      'compose.yml',
      'docker-compose.yml',
      'docker-compose.yaml',
      'compose.override.yml',
      'compose.override.yaml',
      'docker-compose.override.yml',
      'docker-compose.override.yaml',
      '.env.sops',
    ]);
    const named = { ...phone, compose: ['docker-compose.yml'] };
    expect(contractFiles(named).sort()).toEqual(Object.keys(good).sort());
  });

  it.each<[string, SourceFiles, ...string[]]>([
    ['no app.json', without('app.json'), 'app.json is missing; add it with name, version and migration'],
    [
      'no change log',
      without('CHANGELOG.md'),
      'CHANGELOG.md is missing; add it with an entry for each version',
    ],
    [
      'no sops rules',
      without('.sops.yaml'),
      '.sops.yaml is missing; add it with creation_rules that name the public age key',
    ],
    ['no secrets', without('.env.sops'), '.env.sops is missing; encrypt it with sops and commit it'],
    [
      'no Compose file',
      without('docker-compose.yml'),
      'docker-compose.yml is missing, and so is every other name that Docker Compose searches for; add it, or name another under apps.phone.compose in the fleet file',
    ],
    [
      'secrets in plain text',
      { ...good, '.env.sops': 'KEY=s3cret' },
      '.env.sops is not encrypted; replace the secrets in it, then encrypt it with sops',
    ],
    [
      'another name',
      withManifest({ name: 'sgos-fone' }),
      'app.json name: should be sgos-phone, as the fleet file calls the app; it is sgos-fone',
    ],
    [
      'another domain',
      withManifest({ sgos: { domain: 'fone.sgos.example' } }),
      'app.json sgos.domain: should be phone.sgos.example, as in the fleet file; it is fone.sgos.example',
    ],
    ['a broken app.json', { ...good, 'app.json': '{\n "name": x}' }, 'app.json is not JSON: fix line 2'],
    [
      'several fields at once',
      withManifest({ version: '1.4', migration: 'maybe', scripts: { postdeploy: '' } }),
      'app.json version: should be a semantic version, such as 1.4.0',
      'app.json migration: should be one of: none, safe, breaking',
      'app.json scripts.postdeploy: should be a command, such as npm run migrate',
    ],
    [
      'a broken Compose file',
      { ...good, 'docker-compose.yml': 'services:\n  app: [' },
      'docker-compose.yml is not YAML: fix line 2',
    ],
    [
      'another service',
      withCompose('  app:', '  apps:'),
      'docker-compose.yml services.app: is missing, but the fleet file names it under service; did you mean apps?',
    ],
    [
      'no health check',
      withCompose('    healthcheck:', '    x-healthcheck:'),
      'docker-compose.yml services.app.healthcheck: is missing; add a test that passes only when the app can serve, with a start_period',
    ],
    [
      'a health check switched off',
      withCompose('interval: 5s', 'disable: true'),
      'docker-compose.yml services.app.healthcheck: is missing; add a test that passes only when the app can serve, with a start_period',
    ],
    [
      'the app off the network',
      withCompose('[sgos, internal]', '[internal]'),
      "docker-compose.yml services.app.networks: should name the proxy's network sgos, and networks.sgos should be external: true",
    ],
    [
      'a network of its own',
      withCompose('{ external: true }', '{}'),
      "docker-compose.yml services.app.networks: should name the proxy's network sgos, and networks.sgos should be external: true",
    ],
    [
      'another container name',
      withCompose('sgos-phone-app', 'phone'),
      'docker-compose.yml services.app.container_name: should be sgos-phone-app; it is phone',
    ],
  ])('%s', (_, files, ...lines) => expect(problems(files)).toEqual(lines));

  it.each<[string, SourceFiles]>([
    [
      'the network under another key',
      {
        ...good,
        'docker-compose.yml': compose
          .replace('[sgos,', '[web,')
          .replace('sgos: { external: true }', 'web: { external: true, name: sgos }'),
      },
    ],
    ['a network with options', withCompose('[sgos, internal]', '{ sgos: { aliases: [phone] } }')],
    ['no container name', withCompose('    container_name: sgos-phone-app\n', '')],
    ['a container name of variables', withCompose('sgos-phone-app', '${NAME}')],
    ['keys of Heroku in app.json', withManifest({ buildpacks: [], addons: ['x'] })],
  ])('accepts %s', (_, files) => expect(problems(files)).toEqual([]));

  it('asks for the services under data', () => {
    const app = {
      ...phone,
      data: {
        postgres: { service: 'postgres', database: 'phone', user: 'postgres' },
        services: ['redis'],
        folders: [],
        sqlite: [],
        volumes: [],
      },
    };
    expect(problems(good, app)).toEqual([
      'docker-compose.yml services.postgres: is missing, but the fleet file names it under data.postgres.service; the services are app, db',
      'docker-compose.yml services.redis: is missing, but the fleet file names it under data.services; the services are app, db',
    ]);
  });

  it('asks for no sops rules where nothing is secret', () => {
    expect(problems({ ...without('.sops.yaml'), '.env.sops': null }, { ...phone, secrets: [] })).toEqual([]);
  });

  it('has no facts without app.json', () => expect(check(without('app.json')).facts).toBeUndefined());
});

describe('contract compose', () => {
  const files: SourceFiles = {
    'docker-compose.yml': 'services:\n  web:\n    image: wiki\n    healthcheck: { test: "true" }\n',
  };

  it('asks for no app.json, and takes the facts from the fleet file', () => {
    const app = { ...wiki, migration: 'breaking' as const, scripts: { backup: './b.sh' } };
    expect(contractFiles({ ...app, compose: ['docker-compose.yml'] })).toEqual(['docker-compose.yml']);
    expect(check(files, app)).toMatchObject({
      problems: [],
      facts: { migration: 'breaking', scripts: { backup: './b.sh' } },
    });
  });

  it('reads all Compose files as one, or none', () => {
    const app = { ...wiki, compose: ['docker-compose.yml', 'prod.yml'] };
    expect(problems(files, app)).toEqual([
      'prod.yml is missing; add it, or name another under compose in the fleet file',
    ]);
    expect(check(files, app).compose).toBeUndefined();
    expect(
      check({ ...files, 'prod.yml': 'services: { web: { ports: ["80:80"] } }' }, app).compose!.services.web!
        .ports,
    ).toHaveLength(1);
  });

  it('asks for the network only where the proxy switches', () => {
    const app = { ...wiki, proxy: { ...wiki.proxy, switch: 'flag' as const } };
    expect(problems(files, app)).toEqual([
      "docker-compose.yml services.web.networks: should name the proxy's network sgos, and networks.sgos should be external: true",
    ]);
  });

  const bare = { ...wiki, port: undefined, health: { path: '/health', status: 200, json: {}, wait: 1 } };
  const reading = (more: object = {}, imageHasCheck: boolean | null = false) => ({
    files: ['compose.yaml', 'compose.override.yaml'],
    model: { name: 'wiki', services: { web: { image: 'wiki', ...more } } },
    refusal: null,
    warnings: [],
    imageHasCheck,
  });
  const lines = (app: AppConfig, ...how: Parameters<typeof reading>) =>
    checkContract({ app, files: {}, reading: reading(...how) }).problems.map(contractLine);
  const remedy =
    'compose.yaml services.web.healthcheck: is missing, and the image of the service brings none; under apps.wiki in the fleet file, add health: { path: /… } with port, or health: { tcp: PORT }, or health: none';

  it.each<[string, string[], AppConfig, ...Parameters<typeof reading>]>([
    ['nothing at all', [remedy], bare],
    ['an image that nobody has seen yet', [], bare, {}, null],
    ['a check of the image', [], bare, {}, true],
    [
      'a check of the image that Compose takes away',
      [remedy],
      bare,
      { healthcheck: { disable: true } },
      false,
    ],
    ['a check in the model', [], bare, { healthcheck: { test: ['CMD', 'true'] } }],
    ['a port', [], { ...bare, port: 80 }],
    ['a TCP port', [], { ...bare, health: { ...bare.health, tcp: 5432 } }],
    ['none, as the fleet file says', [], { ...bare, health: { ...bare.health, given: 'none' } }],
    [
      'a path, and the one port that the service names',
      [],
      { ...bare, health: { ...bare.health, given: 'path' } },
      { ports: [{ target: 8080 }] },
    ],
    [
      'a path, and nobody knows the port',
      ['the fleet file apps.wiki.port: is missing; add the port in the container at which /health answers'],
      { ...bare, health: { ...bare.health, given: 'path' } },
      { ports: [{ target: 8080 }, { target: 9000 }] },
    ],
  ])('takes for a proof of health, or names the line to add: %s', (_, wanted, ...how) =>
    expect(lines(...how)).toEqual(wanted),
  );

  it('says what Compose says where that refuses', () => {
    const refused = {
      ...reading(),
      model: null,
      refusal: 'Docker Compose refuses compose.yaml: no such file',
    };
    expect(checkContract({ app: wiki, files: {}, reading: refused }).problems.map(contractLine)).toEqual([
      'compose.yaml Docker Compose refuses compose.yaml: no such file',
    ]);
  });

  it('takes the default names in the order of Compose, with one override', () => {
    const names = (...there: string[]) =>
      composeFilesIn({ compose: [] }, Object.fromEntries(there.map((name) => [name, ''])));
    expect(names('docker-compose.yml', 'compose.yaml', 'docker-compose.override.yml')).toEqual([
      'compose.yaml',
      'docker-compose.override.yml',
    ]);
    expect(names('docker-compose.yaml', 'compose.override.yaml', 'compose.override.yml')).toEqual([
      'docker-compose.yaml',
      'compose.override.yml',
    ]);
    expect(names('compose.override.yml')).toEqual([]);
  });

  it('leaves to Compose what stands in files that were not read', () => {
    expect(problems({ 'docker-compose.yml': 'include: [web.yml]' }, wiki)).toEqual([]);
  });
});
