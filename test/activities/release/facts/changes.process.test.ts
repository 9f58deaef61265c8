/** What a plan says of the changes, asked in a real shell of a Docker that answers from files. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentsOf } from '../../../../src/activities/app/compose/contents';
import type { Site } from '../../../../src/activities/app/site';
import { changeFacts, type Asked } from '../../../../src/activities/release/facts/changes';
import type { Loose } from '../../../../src/lib/unchecked';
import { changeLines, NO_CHANGE } from '../../../../src/plan/changes/text';
import { appPaths } from '../../../../src/plan/names';
import type { ReleaseRecord } from '../../../../src/protocol/release-record';
import { localHost } from '../../../client/local-host';
import { container, image, model, over, web } from '../../../plan/changes/world';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'roost-changes-'));
  mkdirSync(join(root, 'bin'));
  // Containers and images are files of their names; a colon is a dash.
  writeFileSync(
    join(root, 'bin/docker'),
    `#!/bin/sh
cd '${root}' || exit
case "$1 $2" in
'inspect --type') cat containers.json ;;
'image inspect') for name; do :; done; cat "image-$(echo "$name" | tr : -)" ;;
version\\ *) echo 1 ;;
*) exit 64 ;;
esac
`,
  );
  chmodSync(join(root, 'bin/docker'), 0o755);
  docker([container], { 'sha256:one': image, 'wiki:1': image });
});
afterEach(() => rmSync(root, { recursive: true }));

function docker(containers: Loose[] | string, images: Record<string, Loose>): void {
  const text = typeof containers === 'string' ? containers : JSON.stringify(containers);
  writeFileSync(join(root, 'containers.json'), text);
  for (const [name, one] of Object.entries(images))
    writeFileSync(join(root, `image-${name.replaceAll(':', '-')}`), JSON.stringify(one));
}

const look = async (change: Partial<Asked> = {}): Promise<string[]> => {
  const host = localHost('hornbill', join(root, 'bin'));
  const app = { name: 'wiki', service: 'web', directory: join(root, 'app'), data: { services: [] } };
  const site = { app, host, paths: appPaths(app.directory) } as unknown as Site;
  const asked: Asked = {
    model,
    containers: ['c1'],
    record: null,
    serving: 'a'.repeat(40),
    commit: 'b'.repeat(40),
    gone: [],
    redefined: [],
    files: {},
    fresh: {},
    ...change,
  };
  return changeLines(await changeFacts(site, asked));
};

test('none where all is as it runs', async () => {
  expect(await look()).toEqual([NO_CHANGE]);
  expect(await look({ fresh: { volumes: [], folders: [] } })).toEqual([NO_CHANGE]);
});

test('by what the serving release asked for, and not by the names that roost gives to images', async () => {
  docker([over(container, { Config: { Image: 'roost/wiki-web:op' } })], {});
  const record = { release: 4, strategy: 'recreate', images: {} } as unknown as ReleaseRecord;
  expect(await look({ record })).toEqual([NO_CHANGE]);
  mkdirSync(join(root, 'app/.roost/releases/4'), { recursive: true });
  writeFileSync(
    join(root, 'app/.roost/releases/4/model.json'),
    JSON.stringify({ services: { web: { image: 'wiki:0' } } }),
  );
  expect(await look({ record })).toEqual(['web: image wiki:0 → wiki:1']);
});

test('by the configs in the Compose file, of a release whose configs are known', async () => {
  const record = { release: 4, strategy: 'recreate', images: {} } as unknown as ReleaseRecord;
  const wanted = over(web({ configs: [{ source: 'c', target: '/c' }] }), {
    configs: { c: { content: 'two' } },
  });
  expect(await look({ model: wanted, record })).toEqual([NO_CHANGE]);
  mkdirSync(join(root, 'app/.roost/releases/4'), { recursive: true });
  const former = (contents: object): void =>
    writeFileSync(
      join(root, 'app/.roost/releases/4/model.json'),
      JSON.stringify({ services: { web: { image: 'wiki:1' } }, contents: { web: 'x' }, inline: contents }),
    );
  former(contentsOf(wanted));
  expect(await look({ model: wanted, record })).toEqual([NO_CHANGE]);
  former({ web: 'other' });
  expect(await look({ model: wanted, record })).toEqual(['web: configs']);
});

test('with the folders as they are, by whichever path', async () => {
  mkdirSync(join(root, 'real'));
  symlinkSync(join(root, 'real'), join(root, 'link'));
  const bind = (source: string): object => ({
    type: 'bind',
    source: join(root, source),
    target: '/etc/site.conf',
    read_only: true,
  });
  const volumes = ((model.services as Loose).web as Loose).volumes as Loose[];
  const wanted = web({
    volumes: volumes.map((one) => (one.target === '/etc/site.conf' ? bind('real') : one)),
  });
  const runs = (source: string): Loose => ({
    ...container,
    Mounts: (container.Mounts as Loose[]).map((one) =>
      one.Destination === '/etc/site.conf' ? { ...one, Source: join(root, source) } : one,
    ),
  });
  docker([runs('link')], {});
  expect(await look({ model: wanted })).toEqual([NO_CHANGE]);
  docker([runs('other')], {});
  expect((await look({ model: wanted })).join()).toMatch(/mounts \+ .*real:.* - .*other:/);
});

test('of a first deploy, and of what Docker will make', async () => {
  expect(await look({ containers: [], fresh: { volumes: ['wiki_data'], folders: ['/srv/x'] } })).toEqual([
    'web: new',
    'volumes that will be new and empty: wiki_data',
    'folders that will be new and empty: /srv/x',
  ]);
});

test('of containers that go meanwhile, and of an answer that is none', async () => {
  docker('[]\n', {});
  expect(await look()).toEqual(['web: new']);
  docker('{ broken', {});
  await expect(look()).rejects.toThrow('no JSON array');
});
