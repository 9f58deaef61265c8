import { parse } from 'yaml';
import { inTree, placesFile, placesIn } from '../../../../src/activities/app/compose/places';

const model = {
  services: {
    web: {
      build: {
        context: '/srv/wiki',
        additional_contexts: { more: '/srv/wiki/more', image: 'docker-image://x' },
      },
      volumes: [
        { type: 'bind', source: '/srv/wiki/conf', target: '/conf', read_only: true },
        { type: 'bind', source: '/srv/wiki/data', target: '/data' },
        { type: 'volume', source: 'named', target: '/n' },
      ],
    },
    db: { image: 'x', volumes: [{ type: 'bind', source: '/etc/hosts', target: '/h' }] },
    git: { build: { context: 'https://git.example/x.git' } },
  },
  volumes: { named: { name: 'wiki_named' }, folder: { driver_opts: { device: '/srv/wiki/more' } } },
};

it('names what a model builds from and mounts', () => {
  expect(placesIn(model)).toEqual([
    '/srv/wiki',
    '/srv/wiki/more',
    '/srv/wiki/conf',
    '/srv/wiki/data',
    '/etc/hosts',
  ]);
});

it('takes a folder of the release’s tree where it is there, else that of the host, and nothing else', () => {
  const place = inTree('/srv/wiki', '/tree', new Set(['', 'conf', 'more']));
  expect(parse(placesFile(model, place))).toEqual({
    services: {
      web: {
        build: { context: '/tree', additional_contexts: { more: '/tree/more', image: 'docker-image://x' } },
        volumes: [
          { type: 'bind', source: '/tree/conf', target: '/conf', read_only: true },
          { type: 'bind', source: '/srv/wiki/data', target: '/data' },
        ],
      },
      db: { volumes: [{ type: 'bind', source: '/etc/hosts', target: '/h' }] },
    },
    volumes: { folder: { driver_opts: { device: '/tree/more' } } },
  });
});
