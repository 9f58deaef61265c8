/** What an image built by hand has beside the commit: seen by git itself. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Site } from '../../../../src/activities/app/site';
import { notInImages } from '../../../../src/activities/release/facts/not-in-images';
import { localHost } from '../../../client/local-host';

let root: string;
beforeEach(() => (root = realpathSync(mkdtempSync(join(tmpdir(), 'roost-images-')))));
afterEach(() => rmSync(root, { recursive: true }));

function put(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
const look = (services: object): Promise<string[]> =>
  notInImages(
    {
      app: { directory: root, secrets: [{ target: 'app.env' }] },
      host: localHost('hornbill'),
      source: root,
    } as unknown as Site,
    { services },
  );

test('named are files in the contexts, ignored by git or not, but for what is mounted, decrypted or left out', async () => {
  execFileSync('git', ['init', '-q', root]);
  put({
    '.gitignore': '.env\nnode_modules\n',
    '.dockerignore': 'node_modules\n*.log\n',
    'web/Dockerfile': '',
  });
  execFileSync('git', ['-C', root, 'add', '-A']);
  const before = { web: { build: { context: root } } };
  expect(await look(before)).toEqual([]);
  put({
    '.env': 'A=1',
    'app.env': 'B=1',
    'x.log': '',
    'node_modules/a/b': '',
    'storage/a b': '',
    'data/f': '',
    'web/.env.production': '',
    '.roost/lock': '',
    'docker-compose.roost.yml': '',
  });
  const volumes = [{ type: 'bind', source: join(root, 'data') }];
  expect(await look({ web: { build: { context: root }, volumes } })).toEqual([
    '.env',
    'storage/',
    'web/.env.production',
  ]);
  expect(await look({ web: { build: { context: join(root, 'web') } } })).toEqual(['web/.env.production']);
  expect(await look({ web: { image: 'a' }, far: { build: { context: '/elsewhere' } } })).toEqual([]);
});

test('of a folder without git nothing is known', async () => {
  put({ Dockerfile: '' });
  expect(await look({ web: { build: { context: root } } })).toEqual([]);
});
