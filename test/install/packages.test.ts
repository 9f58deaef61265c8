import { isWanted } from '../../src/install/packages';

const inPackage = (name: string, ...files: string[]): boolean[] =>
  files.map((file) => isWanted('/roost', `node_modules/${name}`, `/roost/node_modules/${name}/${file}`));

test('of the package cloudflare only what runs is copied', () => {
  expect(inPackage('cloudflare', '', 'package.json', 'LICENSE', 'index.js', 'core/error.js')).toEqual(
    Array.from({ length: 5 }, () => true),
  );
  expect(
    inPackage('cloudflare', 'src', 'index.d.ts', 'index.d.mts', 'index.mjs', 'index.js.map', 'CHANGELOG.md'),
  ).toEqual(Array.from({ length: 6 }, () => false));
});

test('another package is copied as it is, without packages in it', () => {
  expect(inPackage('pino', 'index.mjs', 'pino.d.ts', 'src', 'node_modules')).toEqual([
    true,
    true,
    true,
    false,
  ]);
});
