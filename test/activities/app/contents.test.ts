import { releaseOverride } from '../../../src/activities/app/compose';
import { contentsIn, contentsOf, inlineIn, withFiles } from '../../../src/activities/app/contents';

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

test('and as soon as a mounted file is another, while one without any keeps the digest that it had', () => {
  const inline = contentsOf(model('one'));
  const of = (digest: string) => withFiles(inline, { plain: { '/srv/x/f': digest } });
  expect(of('1').side).toBe(inline.side);
  expect(of('1')).toEqual(of('1'));
  expect(of('1').plain).not.toBe(of('2').plain);
  expect(withFiles({ side: 'a' }, { side: { '/f': '1' } })).not.toEqual(
    withFiles({ side: 'b' }, { side: { '/f': '1' } }),
  );
  expect(inlineIn({ contents: of('1'), inline })).toEqual(inline);
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
