import { appOf, hostOf, parseDuration, parseFleet, toHostTarget } from '../../../src/fleet/file';
import { hostKey, mutate, parse, sample } from './sample';

describe('defaults', () => {
  const fleet = parse(sample);

  it('of the fleet', () => {
    expect(fleet.lock.wait).toBe(2 * 3_600_000);
    expect(fleet.decide.wait).toBe(30 * 60_000);
    expect(fleet.secrets).toEqual({ age: { keyFile: '/home/op/.config/sops/age/keys.txt' } });
    expect(fleet.push).toEqual({ heads: 5 * 60_000 });
    expect(fleet.gateway).toBeUndefined();
  });

  it('of a host', () => {
    expect(fleet.hosts.toucan).toEqual({
      name: 'toucan',
      user: 'deploy',
      addresses: ['192.0.2.8'],
      hostKey,
      role: 'apps',
    });
    expect(fleet.hosts.hornbill!.proxy!.url).toBe('http://127.0.0.1:80');
  });

  it('of an sgos app', () => {
    expect(fleet.apps.phone).toEqual({
      name: 'phone',
      host: 'hornbill',
      contract: 'sgos',
      repository: 'git@github.example:sgos/sgos-phone.git',
      branch: 'main',
      directory: '/srv/apps/sgos-phone',
      source: 'src',
      project: 'sgos-phone',
      compose: [],
      domain: 'phone.sgos.example',
      service: 'app',
      container: 'sgos-phone-app',
      port: 8080,
      proxy: { switch: 'flag', drain: 10_000, network: 'sgos' },
      secrets: [{ source: '.env.sops', target: 'src/.env', format: 'dotenv' }],
      data: { services: [], folders: [], sqlite: [], volumes: [] },
      health: { path: '/health', status: 200, json: {}, wait: 120_000 },
      settle: 10_000,
      releases: 5,
      strategy: 'auto',
      postdeploy: 'before start',
      scripts: {},
      push: { deploy: 'automatic', diverged: 'deploy', paths: [] },
      backup: {},
    });
  });

  it('of a compose app', () => {
    const { source, secrets, scripts, migration, project, container, proxy } = fleet.apps.wiki!;
    expect({ source, secrets, scripts, migration, project, container, proxy }).toEqual({
      source: '.',
      secrets: [],
      scripts: {},
      migration: 'none',
      project: 'wiki',
      container: undefined,
      proxy: { switch: 'none', drain: 10_000, network: 'sgos' },
    });
  });
});

describe('what is written is tidied', () => {
  it('folders, URLs and keys', () => {
    const text = mutate('/srv/apps/wiki', '/srv//apps/My.Wiki/')
      .replace('live: /srv/live', "live: /srv/live/, url: 'http://127.0.0.1:81/'")
      .replace(hostKey, `${hostKey} root@hornbill`);
    const fleet = parse(text);
    expect(fleet.apps.wiki).toMatchObject({ directory: '/srv/apps/My.Wiki', project: 'mywiki' });
    expect(fleet.hosts.hornbill).toMatchObject({
      hostKey,
      proxy: { live: '/srv/live', url: 'http://127.0.0.1:81' },
    });
  });

  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['1.5s', 1500],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['10', undefined],
    ['s', undefined],
    ['', undefined],
    ['-1s', undefined],
  ])('duration %s', (text, ms) => expect(parseDuration(text)).toBe(ms));
});

describe('looking up', () => {
  const fleet = parse(sample);

  it('finds apps and hosts by name', () => {
    expect(appOf(fleet, 'wiki').service).toBe('web');
    expect(hostOf(fleet, 'toucan').name).toBe('toucan');
  });

  it('names what may have been meant', () => {
    expect(() => appOf(fleet, 'phon')).toThrow(
      expect.objectContaining({
        code: 'UnknownApp',
        message: 'There is no app phon in fleet lab; did you mean phone?',
      }),
    );
    expect(() => hostOf(fleet, 'constructor')).toThrow(
      expect.objectContaining({ code: 'UnknownHost', message: 'There is no host constructor in fleet lab' }),
    );
  });

  it('makes the target of SSH', () => {
    const text = mutate(
      'user: deploy',
      'user: deploy\n    key: ~/.ssh/id\n    passphraseFile: /etc/roost/passphrase',
    );
    expect(toHostTarget(parse(text).hosts.hornbill!)).toEqual({
      name: 'hornbill',
      user: 'deploy',
      addresses: ['127.0.0.1:2201', '192.0.2.7'],
      hostKey,
      keyFile: '/home/op/.ssh/id',
      passphraseFile: '/etc/roost/passphrase',
    });
    expect(toHostTarget(fleetHost('toucan'))).toEqual({
      name: 'toucan',
      user: 'deploy',
      addresses: ['192.0.2.8'],
      hostKey,
    });
  });

  const fleetHost = (name: string) => hostOf(fleet, name);
});

it('takes a relative file of the control host from where the fleet file is', () => {
  const text = mutate(
    'fleet: lab',
    'fleet: lab\nsecrets: { file: secrets.env.sops, age: { keyFile: ../keys/age.txt } }',
  );
  const { secrets } = parseFleet(text, { file: '/srv/fleet/fleet.yaml', home: '/home/op' });
  expect(secrets).toMatchObject({
    file: '/srv/fleet/secrets.env.sops',
    age: { keyFile: '/srv/keys/age.txt' },
  });
});
