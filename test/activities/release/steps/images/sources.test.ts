import { withImages } from '../../../../../src/activities/app/compose/compose';
import type { StepSite } from '../../../../../src/activities/app/site';
import { buildersOf, pinnedData } from '../../../../../src/activities/release/steps/images/sources';
import { appPaths } from '../../../../../src/plan/names';

test('an image that one service builds is not pulled for the others', () => {
  const services = {
    web: { image: 'acme', build: {} },
    worker: { image: 'acme:latest' },
    old: { image: 'acme:1' },
    hub: { image: 'registry:5000/acme' },
    twin: { image: 'acme:latest', build: {} },
  };
  expect(buildersOf({ services })).toEqual({ worker: 'web' });
});

describe('what holds data', () => {
  /** `means`: the id that the reference has on the host now. */
  function site(means: string, container: { image: string; imageId: string }, former?: string): StepSite {
    const inspected = {
      Id: 'c',
      Image: container.imageId,
      Config: {
        Image: container.image,
        Labels: {
          'com.docker.compose.service': 'db',
          'com.docker.compose.project': 'shop',
          'com.docker.compose.project.working_dir': '/srv/shop',
        },
      },
    };
    const record = { release: 4, strategy: former ? 'recreate' : 'adopted' };
    return {
      app: { project: 'shop' },
      scope: { project: 'shop' },
      source: '/srv/shop',
      context: { expect: 4 },
      paths: appPaths('/srv/shop'),
      guard: { current: async () => null },
      host: {
        exec: async (argv: string[]) => ({
          code: 0,
          stdout: argv.includes('list-releases')
            ? `4 - ${JSON.stringify(record)}\n`
            : JSON.stringify([inspected]),
        }),
      },
      read: async ([program]: string[]) => ({
        code: 0,
        stdout: program === 'cat' ? JSON.stringify({ services: { db: { image: former } } }) : `${means}\n`,
      }),
    } as unknown as StepSite;
  }
  const runs = { image: 'postgres:16', imageId: 'sha256:a' };
  const model = (image: string) => ({ services: { db: { image } } });

  test.each<[string, StepSite, string, object]>([
    ['keeps its reference while that means its image', site('sha256:a', runs), 'postgres:16', {}],
    ['keeps its image when the tag was moved', site('sha256:b', runs), 'postgres:16', { db: 'sha256:a' }],
    ['gets the image that a commit asks for', site('sha256:b', runs, 'postgres:16'), 'postgres:17', {}],
    [
      'stays pinned',
      site('sha256:a', { ...runs, image: 'roost/shop-db:a' }, 'postgres:16'),
      'postgres:16',
      { db: 'sha256:a' },
    ],
  ])('%s', async (_, where, asked, pinned) => {
    expect(await pinnedData(where, model(asked), ['db'])).toEqual(pinned);
  });

  test("the serving release's file names the image too, and keeps the rest", () => {
    const override =
      '# Written by roost.\nservices:\n  web:\n    image: roost/shop-web:1\n    container_name: !reset null\n';
    expect(withImages(override, { db: 'roost/shop-db:a' })).toBe(
      // Compose takes anything behind the tag for nothing.
      `${override.replace('!reset null', '!reset "null"')}  db:\n    image: roost/shop-db:a\n`,
    );
  });
});
