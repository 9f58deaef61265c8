/** An app's containers are those of its folder, by whichever path they were started. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byFolder, type Container } from '../../../../src/activities/app/containers/containers';
import { appPaths } from '../../../../src/plan/names';
import { localHost } from '../../../client/local-host';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-folder-')));
  for (const folder of ['data/apps/shop/src/deploy', 'data/apps/other/src', 'srv'])
    mkdirSync(join(root, folder), { recursive: true });
  symlinkSync('../data/apps', join(root, 'srv/apps'));
});
afterEach(() => rmSync(root, { recursive: true }));

const parts = async (directory: string, folders: string[]) => {
  const app = join(root, directory);
  const site = { host: localHost('hornbill'), source: join(app, 'src'), paths: appPaths(app) };
  const all = folders.map((folder) => ({ service: 'web', oneOff: false, workingDir: join(root, folder) }));
  const found = await byFolder(site, all as Container[]);
  const names = (some: Container[]) => some.map(({ workingDir }) => workingDir.slice(root.length + 1));
  return { here: names(found.here), lost: names(found.lost), elsewhere: names(found.elsewhere) };
};

it.each([
  ['srv/apps/shop', 'data/apps/shop'],
  ['data/apps/shop', 'srv/apps/shop'],
])('an app in %s has those that were started in %s', async (app, started) => {
  const folders = [`${started}/src`, `${started}/src/deploy`, 'data/apps/other/src', 'data/apps/gone'];
  expect(await parts(app, folders)).toEqual({
    here: [`${started}/src`, `${started}/src/deploy`],
    lost: ['data/apps/gone'],
    elsewhere: ['data/apps/other/src'],
  });
});
