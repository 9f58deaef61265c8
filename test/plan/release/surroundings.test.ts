import type { Listener, Surroundings } from '../../../src/host/model/surroundings';
import { planDeploy } from '../../../src/plan/release/deploy';
import type { DeployFacts } from '../../../src/plan/release/facts';
import { planRollback } from '../../../src/plan/release/rollback/rollback';
import { portsTwice, takenNames, takenPorts } from '../../../src/plan/release/surroundings';
import { facts } from './facts';
import { rollbackFacts } from './rollback/facts';

const at = (port: number, ip = '', change: Partial<Listener> = {}): Listener => ({
  protocol: 'tcp',
  family: 4,
  ip,
  port,
  ...change,
});
const found = (change: Partial<Surroundings>): Surroundings => ({
  containers: [],
  listening: [],
  freeBytes: null,
  freeInodes: null,
  images: new Map(),
  ...change,
});
const ports = (...all: object[]) => ({ services: { web: { ports: all }, worker: {} } });
const container = (id: string, ...of: Listener[]) => ({ id, name: `name-${id}`, ports: of });

it.each<[string, object, Partial<Surroundings>, (string | null)[]]>([
  ['nothing', { published: '80' }, {}, []],
  ['another container', { published: '80' }, { containers: [container('x', at(80))] }, ['name-x']],
  ['a process', { published: '80' }, { listening: [at(80)] }, [null]],
  [
    'a container that the release replaces',
    { published: '80' },
    { containers: [container('own', at(80))], listening: [at(80)] },
    [],
  ],
  [
    'the process of another container once',
    { published: '80' },
    { containers: [container('x', at(80))], listening: [at(80)] },
    ['name-x'],
  ],
  [
    'a process at another address',
    { published: '80', host_ip: '127.0.0.1' },
    { listening: [at(80, '10.0.0.1')] },
    [],
  ],
  ['a process at every address', { published: '80', host_ip: '127.0.0.1' }, { listening: [at(80)] }, [null]],
  [
    'a process at one address, where all are wanted',
    { published: '80' },
    { listening: [at(80, '127.0.0.53')] },
    [null],
  ],
  ['another protocol', { published: '53', protocol: 'udp' }, { listening: [at(53)] }, []],
  ['another family', { published: '80', host_ip: '0.0.0.0' }, { listening: [at(80, '', { family: 6 })] }, []],
  [
    'an address of the second family',
    { published: '80', host_ip: '::1' },
    { listening: [at(80, '', { family: 6 })] },
    [null],
  ],
  ['a range, which is left to Docker', { published: '80-90' }, { listening: [at(80)] }, []],
  ['a port that Docker chooses', { target: 80 }, { listening: [at(80)] }, []],
])('a published port is held against %s', (_, port, world, by) => {
  const own = [{ id: 'own', service: 'web' }];
  expect(takenPorts(ports(port), found(world), own).map((one) => one.by)).toEqual(by);
});

it('takes what listens for its own where the app has the network of the host', () => {
  const own = [{ id: 'own', service: 'web', host: true }];
  expect(takenPorts(ports({ published: '80' }), found({ listening: [at(80)] }), own)).toEqual([]);
});

it.each<[string, object, string[]]>([
  ['one that another service has', { other: { ports: [{ published: '80' }] } }, ['other web']],
  [
    'one at another address',
    { other: { ports: [{ published: '80', host_ip: '127.0.0.1' }] } },
    ['other web'],
  ],
  ['one of another protocol', { other: { ports: [{ published: '80', protocol: 'udp' }] } }, []],
  ['another port', { other: { ports: [{ published: '81' }] } }, []],
  [
    'one that each of two containers has',
    { other: { ports: [{ published: '81' }], scale: 2 } },
    ['other other'],
  ],
  ['… by deploy', { other: { ports: [{ published: '81' }], deploy: { replicas: 3 } } }, ['other other']],
  ['one that Docker chooses', { other: { ports: [{ target: 81 }], scale: 2 } }, []],
])('a port that the release itself would publish twice: %s', (_, more, twice) => {
  const { services } = ports({ published: '80' });
  const both = portsTwice({ services: { ...services, ...more } });
  expect(both.map(({ service, also }) => `${service} ${also}`)).toEqual(twice);
});

it('holds a fixed name against the containers that stay', () => {
  const model = { services: { web: { container_name: 'name-x' }, worker: {} } };
  const taken = (id: string, own: string) =>
    takenNames(model, found({ containers: [container(id)] }), [{ id: own, service: 'web' }]);
  expect(taken('x', 'other')).toEqual([{ service: 'web', name: 'name-x' }]);
  expect(taken('x', 'x')).toEqual([]);
  expect(taken('y', 'other')).toEqual([]);
});

const room = (change: object): Partial<DeployFacts> => ({
  imageRoom: { freeBytes: 1e9, freeInodes: 1e6, made: ['app'], now: 0, ...change },
});
const plans = [
  (change: Partial<DeployFacts>) => planDeploy(facts(change), {}, 'op', 1),
  (change: Partial<DeployFacts>) => planRollback(rollbackFacts(change), {}, 'op', 1),
];

it.each([
  ['a deploy', plans[0]!],
  ['a rollback', plans[1]!],
])('refuses %s before anything stops, and names what is in the way', (_, plan) => {
  const portsTaken = [
    { service: 'app', port: '80/tcp', by: 'other-web-1' },
    { service: 'app', port: '127.0.0.1:81/tcp', by: null },
  ];
  expect(() => plan({ portsTaken })).toThrow(
    expect.objectContaining({
      code: 'PortTaken',
      message: expect.stringMatching(
        /services\.app\.ports: 80\/tcp is taken by container other-web-1\n.*81\/tcp.* a process/,
      ) as string,
    }),
  );
  const also = (name: string) => ({ portsTaken: [{ service: 'app', port: '80/tcp', by: null, also: name }] });
  expect(() => plan(also('web'))).toThrow(/ports: 80\/tcp is published by services\.web too/);
  expect(() => plan(also('app'))).toThrow(/80\/tcp would be published by each of its containers/);
  expect(() => plan({ namesTaken: [{ service: 'app', name: 'web' }] })).toThrow(
    /services\.app\.container_name: web is another container's name; write another one/,
  );
  expect(() => plan(room({ freeBytes: 1e6 }))).toThrow(
    /DiskFull|images of app .* 1\.0 MB .*docker image prune/,
  );
  expect(() => plan(room({ freeInodes: 5 }))).toThrow(/5 inodes are free/);
  for (const change of [
    { freeBytes: 1e6, made: [] },
    { freeBytes: null, freeInodes: null },
  ])
    expect(() => plan(room(change))).not.toThrow();
  expect(plan(room({ now: 2e9 })).warnings.join()).toMatch(/a build or pull may find the disk full/);
  expect(plan(room({ now: 5e8 })).warnings).toEqual([]);
});
