import { parseComposeFile, parseComposeFiles, type ComposeService } from '../../../src/fleet/contract';
import { parseComposeModel } from '../../../src/fleet/contract/compose/model';
import { service } from './service';

const file = 'docker-compose.yml';
const one = (yaml: string): ComposeService =>
  parseComposeFile(`services:\n  app: ${yaml}\n`, { file }).services.app!;
const two = (first: string, second: string): ComposeService =>
  parseComposeFiles([
    { file: 'a.yml', text: `services:\n  app: ${first}\n` },
    { file: 'b.yml', text: `services:\n  app: ${second}\n` },
  ]).services.app!;

const bare = service({ definition: expect.any(String) as string });

describe('a Compose file', () => {
  it('gives what roost reads of a service', () => {
    expect(
      one(
        '{ image: "a:${TAG:-1}", build: { context: src }, container_name: x, networks: { n: null }, env_file: .env, depends_on: { db: { condition: service_healthy } }, command: [a, b], profiles: [p], healthcheck: { test: t, interval: 1m30s, start_period: "${P}" } }',
      ),
    ).toEqual({
      ...bare,
      image: 'a:${TAG:-1}',
      build: { context: 'src' },
      containerName: 'x',
      networks: ['n'],
      envFile: ['.env'],
      dependsOn: ['db'],
      command: ['a', 'b'],
      profiles: ['p'],
      healthcheck: { present: true, interval: 90_000 },
    });
    expect(one('{}')).toEqual(bare);
    expect(one('{ build: . }').build).toEqual({ context: '.' });
    expect(one('{ env_file: [a, { path: b, required: false }] }').envFile).toEqual(['a', 'b']);
  });

  it('knows external networks, in the old form too', () => {
    const text =
      'name: p\nservices: {}\nnetworks:\n  a: { external: true }\n  b: { external: { name: c } }\n  d:\n  e: { name: f }\n';
    expect(parseComposeFile(text, { file })).toEqual({
      name: 'p',
      services: {},
      networks: {
        a: { external: true },
        b: { external: true, name: 'c' },
        d: { external: false },
        e: { external: false, name: 'f' },
      },
    });
  });

  it('follows anchors and merges', () => {
    const text =
      'x-base: &base\n  image: a\n  healthcheck: { test: t }\nservices:\n  app:\n    <<: *base\n    image: b\n';
    expect(parseComposeFile(text, { file }).services.app).toMatchObject({
      image: 'b',
      healthcheck: { present: true },
    });
  });

  it.each([
    ['"80"', { target: '80' }],
    ['8080', { target: '8080' }],
    ['"80:8080/udp"', { published: '80', target: '8080', protocol: 'udp' }],
    ['"127.0.0.1:80:8080"', { published: '80', target: '8080' }],
    ['"[::1]:80:8080"', { published: '80', target: '8080' }],
    ['"${PORT:-80}:8080"', { published: '${PORT:-80}', target: '8080' }],
    ['"127.0.0.1::8080"', { target: '8080' }],
    ['{ target: 80, published: 8080 }', { published: '8080', target: '80' }],
    ['{ target: 80 }', { target: '80' }],
  ])('port %s', (yaml, port) => expect(one(`{ ports: [${yaml}] }`).ports).toEqual([port]));

  it.each([
    ['data:/data', { type: 'volume', source: 'data', target: '/data', readOnly: false }],
    ['"./a:/a:ro,z"', { type: 'bind', source: './a', target: '/a', readOnly: true }],
    ['~/a:/a', { type: 'bind', source: '~/a', target: '/a', readOnly: false }],
    ['"${D:-./d}:/d"', { type: 'bind', source: '${D:-./d}', target: '/d', readOnly: false }],
    ['/cache', { type: 'volume', target: '/cache', readOnly: false }],
    [
      '{ type: bind, source: ., target: /a, read_only: true }',
      { type: 'bind', source: '.', target: '/a', readOnly: true },
    ],
    ['{ type: tmpfs, target: /t }', { type: 'tmpfs', target: '/t', readOnly: false }],
    ['{ type: npipe, source: p, target: /t }', { type: 'other', source: 'p', target: '/t', readOnly: false }],
  ])('volume %s', (yaml, volume) => expect(one(`{ volumes: [${yaml}] }`).volumes).toEqual([volume]));
});

describe('a second Compose file', () => {
  it('adds to lists, merges sections and replaces the rest', () => {
    const merged = two(
      '{ image: a, ports: ["1:1"], command: [x], healthcheck: { test: t, interval: 5s } }',
      '{ image: b, ports: ["2:2"], command: [y, z], healthcheck: { start_period: 3s } }',
    );
    expect(merged).toMatchObject({
      image: 'b',
      command: ['y', 'z'],
      healthcheck: { present: true, interval: 5000, startPeriod: 3000 },
    });
    expect(merged.ports.map(({ target }) => target)).toEqual(['1', '2']);
  });

  it('joins names, listed or with options', () => {
    expect(two('{ networks: [a] }', '{ networks: { b: {} } }').networks).toEqual(['a', 'b']);
    expect(two('{ networks: { a: {} } }', '{ networks: [b] }').networks).toEqual(['a', 'b']);
  });

  it('takes away with !reset, and stands in its place with !override', () => {
    expect(
      two('{ container_name: x, ports: ["1:1"] }', '{ container_name: !reset null, ports: !reset [] }'),
    ).toEqual(bare);
    expect(two('{ ports: ["1:1"] }', '{ ports: !override ["2:2"] }').ports).toEqual([
      { published: '2', target: '2' },
    ]);
  });

  it('may bring services of its own', () => {
    const model = parseComposeFiles([
      { file: 'a', text: 'services: { a: { image: a } }' },
      { file: 'b', text: 'services: { b: { image: b } }' },
    ]);
    expect(Object.keys(model.services)).toEqual(['a', 'b']);
  });
});

describe('what is no Compose file', () => {
  it.each([
    ['', 'docker-compose.yml should be a Compose file, a section with services'],
    ['- a', 'docker-compose.yml should be a Compose file, a section with services'],
    ['a: *b', 'docker-compose.yml has aliases or merges that cannot be resolved; write the values out'],
    ['services: [a]', 'docker-compose.yml services: should be a section with a service by name'],
    [
      'services: { a: , b: [] }',
      'docker-compose.yml services.a: should be a section with image or build\ndocker-compose.yml services.b: should be a section with image or build',
    ],
    ['a: 1\na: 2', 'docker-compose.yml is not YAML: fix line 2'],
  ])('%j', (text, message) =>
    expect(() => parseComposeFile(text, { file })).toThrow(
      expect.objectContaining({ code: 'ContractInvalid', message }),
    ),
  );
});

test('what Compose would put into a container that cannot be written to is known', () => {
  const of = (web: object) =>
    parseComposeModel({
      services: { web: { image: 'a', ...web } },
      configs: { inline: { content: 'x' }, file: { file: '/x' } },
      secrets: { s: { environment: 'S' } },
    }).unwritable;
  expect(of({ read_only: true, configs: [{ source: 'inline' }], secrets: ['s'] })).toEqual([
    'services.web.configs',
    'services.web.secrets',
  ]);
  expect(of({ read_only: true, configs: [{ source: 'file' }] })).toBeUndefined();
  expect(of({ configs: [{ source: 'inline' }] })).toBeUndefined();
});
