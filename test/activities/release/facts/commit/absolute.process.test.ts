/** Absolute paths into the app's own folder, compared on a host. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { absoluteProblems, filesNamedIn } from '../../../../../src/activities/release/facts/commit/absolute';
import type { AppConfig } from '../../../../../src/fleet/file';
import { localHost } from '../../../../client/local-host';

const root = mkdtempSync(join(tmpdir(), 'roost-absolute-'));
afterAll(() => rmSync(root, { recursive: true }));

test('every way in which a Compose file names a file that is read before it is run', () => {
  const found = filesNamedIn({
    include: ['/a.yml', 'b.yml', { path: ['/c.yml'], env_file: '/c.env' }],
    services: {
      web: {
        env_file: ['/d.env', { path: '/e.env', required: false }, './f.env'],
        label_file: '/g',
        extends: { file: '/h.yml' },
      },
      odd: { env_file: 3, extends: 'x' },
    },
  });
  expect(found.map(({ path }) => path).sort()).toEqual([
    '/a.yml',
    '/c.env',
    '/c.yml',
    '/d.env',
    '/e.env',
    '/g',
    '/h.yml',
  ]);
});

test('refused by name where the release changes such a file, with the path to write', async () => {
  const [directory, view] = [join(root, 'app'), join(root, 'view')];
  for (const [folder, text] of [
    [directory, 'A=1'],
    [view + directory, 'A=2'],
  ] as const) {
    mkdirSync(join(folder, 'stacks'), { recursive: true });
    writeFileSync(join(folder, 'app.env'), text);
    writeFileSync(join(folder, 'same.env'), 'S=1');
  }
  writeFileSync(join(view + directory, 'new.env'), '');
  const env = ['app.env', 'same.env', 'new.env'].map((name) => join(directory, name));
  const text = JSON.stringify({ services: { web: { env_file: [...env, '/etc/environment'] } } });
  const site = {
    app: { directory } as AppConfig,
    host: localHost('hornbill', '/nowhere'),
    source: directory,
  };
  const said = await absoluteProblems(
    site,
    [
      { file: 'stacks/compose.yaml', text },
      { file: 'x', text: 'a: [' },
    ],
    view,
  );
  expect(said.map(({ field, message }) => [field, /write (\S+)$/.exec(message)?.[1]])).toEqual([
    ['services.web.env_file', '../app.env'],
    ['services.web.env_file', '../new.env'],
  ]);
});
