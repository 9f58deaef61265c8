import { releaseOverride } from '../../../../src/activities/app/compose/compose';
import {
  contentsIn,
  contentsOf,
  contentsWith,
  inlineIn,
  isStartedByDocker,
  startedByCompose,
} from '../../../../src/activities/app/compose/contents';

const model = (content: string) => ({
  services: {
    side: { image: 'base', configs: [{ source: 'c', target: '/c' }] },
    plain: { image: 'base', configs: [{ source: 'file', target: '/f' }] },
  },
  configs: { c: { name: 'x_c', content }, file: { file: '/srv/x/f' } },
});

test('a service has another digest as soon as its content in the Compose file is another', () => {
  const [one, same, two] = [
    contentsOf(model('one'), 1),
    contentsOf(model('one'), 2),
    contentsOf(model('two'), 2),
  ];
  expect(Object.keys(one)).toEqual(['side']);
  expect(one).toEqual(same);
  expect(one.side).not.toBe(two.side);
  expect(contentsIn(JSON.stringify({ services: {}, contents: one }))).toEqual(one);
  // A release of an earlier version.
  expect(contentsIn(JSON.stringify({ services: {} }))).toEqual({});
});

test('and as soon as a mounted file, a setting or a variable is another, but for what holds data', () => {
  const of = (change: object, files = {}) =>
    contentsWith(contentsOf(model('one')), {
      model: { ...model('one'), services: { ...model('one').services, ...change } },
      files,
      dataServices: ['db'],
    });
  const was = of({ db: { image: 'a' } });
  expect(was).toEqual(of({ db: { image: 'b' } }));
  expect(Object.keys(was)).toEqual(['side', 'plain']);
  const plain = model('one').services.plain;
  expect(of({ plain: { ...plain, depends_on: { db: {} }, build: { context: '/x' } } })).toEqual(was);
  for (const other of [
    of({}, { plain: { '/f': '1' } }),
    of({ plain: { ...plain, environment: { A: '1' } } }),
    of({ plain: { ...plain, command: ['x'] } }),
  ]) {
    expect(other.plain).not.toBe(was.plain);
    expect(other.side).toBe(was.side);
  }
  const data = contentsWith(contentsOf(model('one')), {
    model: model('one'),
    files: { side: { '/f': '1' } },
    dataServices: ['side'],
  });
  expect(data.side).toBe(contentsOf(model('one')).side);
  const inline = contentsOf(model('one'));
  expect(inlineIn({ contents: was, inline })).toEqual(inline);
  expect(inlineIn({ contents: inline })).toEqual(inline);
});

test('and so Compose makes its container anew: the digest is a label', () => {
  const spec = {
    app: 'shop',
    release: 4,
    strategy: 'recreate' as const,
    slot: null,
    service: 'web',
    network: null,
    images: { side: 'roost/shop-side:a', plain: 'roost/shop-plain:a' },
    fastStart: false,
    contents: { side: '0123456789abcdef' },
  };
  expect(releaseOverride(spec, { services: {} })).toContain(`services:
  side:
    image: roost/shop-side:a
    labels:
      roost.content: 0123456789abcdef
  plain:
    image: roost/shop-plain:a
`);
});

test('what Compose puts into a container, or does after its start, Docker alone cannot do', () => {
  const services = {
    ...model('one').services,
    env: { image: 'base', secrets: [{ source: 's', target: 't' }] },
    hooked: { image: 'base', post_start: [{ command: ['x'] }] },
    bare: { image: 'base', post_start: [] },
  };
  const whole = { ...model('one'), services, secrets: { s: { environment: 'S' } } };
  const byCompose = startedByCompose(whole);
  expect(byCompose).toEqual(['side', 'env', 'hooked']);
  const file = JSON.stringify({ services: {}, byCompose });
  expect(['plain', 'side', 'hooked'].map((name) => isStartedByDocker(file, name))).toEqual([
    true,
    false,
    false,
  ]);
  // A release of an earlier version, and none.
  expect(isStartedByDocker('{"services":{}}', 'plain')).toBe(false);
  expect(isStartedByDocker('', 'plain')).toBe(false);
});
