import { parse } from 'yaml';
import { buildOverride } from '../../../../../src/activities/app/compose/compose';
import {
  basesIn,
  levelsOf,
  partOf,
  readBases,
} from '../../../../../src/activities/release/steps/images/bases';

const model = {
  services: {
    web: { image: 'acme-web', build: { context: '/srv/x/web' } },
    worker: { image: 'acme-worker', build: { context: '/srv/x', dockerfile: 'worker.Dockerfile' } },
    base: { image: 'docker.io/library/acme-base:latest', build: { context: '/srv/x/base' } },
    inline: { image: 'i', build: { context: '/srv/x', dockerfile_inline: 'FROM acme-base\n' } },
    of: { image: 'j', build: { context: '/srv/x/of', args: { BASE: 'acme-web' } } },
    far: { image: 'k', build: { context: 'https://git.example/a.git' } },
    plain: { image: 'acme-base' },
  },
};
const files: Record<string, string> = {
  '/view/srv/x/web/Dockerfile': 'FROM --platform=linux/amd64 acme-base:latest AS run\nCOPY . .\n',
  '/view/srv/x/worker.Dockerfile': 'FROM node\nCOPY --from=acme-base /v /v\n',
  '/view/srv/x/base/Dockerfile': 'FROM acme-base-image\n',
  '/view/srv/x/of/Dockerfile': 'ARG BASE\nFROM ${BASE}\n',
};
const read = async (argv: string[]): Promise<{ stdout: string }> => ({
  stdout: argv
    .filter((word) => word.startsWith('/view') || word === '/dev/null')
    .map((path) => `${files[path] ?? ''}\0`)
    .join(''),
});

const bases = { web: ['base'], worker: ['base'], inline: ['base'], of: ['web'] };

test('a service is built from those whose images its Dockerfile or its arguments name', async () => {
  expect(await readBases(read, model, '/view')).toEqual(bases);
  expect(await readBases(read, { services: { web: model.services.web } }, '/view')).toEqual({});
  expect(basesIn(JSON.stringify({ services: {}, bases }))).toEqual(bases);
  // A release of an earlier version.
  expect(basesIn('{"services":{}}')).toEqual({});
});

test('each is built after what it is built from, and those of a circle together', () => {
  expect(levelsOf(['web', 'worker', 'base', 'of', 'far'], bases)).toEqual([
    ['base', 'far'],
    ['web', 'worker'],
    ['of'],
  ]);
  // The base is taken as it is.
  expect(levelsOf(['web', 'of'], bases)).toEqual([['web'], ['of']]);
  expect(levelsOf(['a', 'b'], { a: ['b'], b: ['a'] })).toEqual([['a', 'b']]);
  expect(levelsOf([], bases)).toEqual([]);
});

const part = (name: string, named: boolean) =>
  partOf(name, { app: 'shop', operation: 'op', model, bases, named });

test('its builder takes the image of this operation, whatever the host has under that name', () => {
  const contexts = { 'acme-base': 'docker-image://roost/shop-base:op' };
  expect(part('web', true)).toEqual({ additional_contexts: contexts });
  expect(part('base', true)).toBeUndefined();
  const { services } = parse(buildOverride('shop', 'op', model, (name) => part(name, true))) as {
    services: Record<string, unknown>;
  };
  expect(services.web).toEqual({
    image: 'roost/shop-web:op',
    build: { additional_contexts: contexts },
  });
  expect(services.base).toEqual({ image: 'roost/shop-base:op' });
});

test('an older Docker gives that image the name too', () => {
  expect(['web', 'base', 'of', 'far'].map((name) => part(name, false))).toEqual([
    { tags: ['acme-web'] },
    { tags: ['docker.io/library/acme-base:latest'] },
    undefined,
    undefined,
  ]);
});
