import { contextFindings } from '../../../../src/inspect/check/app/build-context';

const app = {
  directory: '/srv/shop',
  source: 'src',
  secrets: [{ target: 'src/.env' }, { target: 'secrets/key.json' }],
} as never;

const model = (build: object): never =>
  ({ services: { web: { build }, db: { image: 'postgres:16' } } }) as never;

const asks = (build: object, ignores: Record<string, string> = {}): string[] =>
  contextFindings(app, model(build), ignores).map(({ says, remedy }) => `${says} | ${remedy}`);

test.each([
  ['nothing names it', { context: '/srv/shop/src' }, {}, ['.env', '.dockerignore']],
  ['an empty file', { context: '/srv/shop/src' }, { '.dockerignore': '' }, ['.env', '.dockerignore']],
  [
    'a pattern that lets it in',
    { context: '/srv/shop/src' },
    { '.dockerignore': '*\n!.env' },
    ['.env', '.dockerignore'],
  ],
  [
    'the file of another context',
    { context: '/srv/shop/src' },
    { 'web/.dockerignore': '.env' },
    ['.env', '.dockerignore'],
  ],
  [
    "the Dockerfile's own file comes first",
    { context: '/srv/shop/src', dockerfile: 'deploy/Dockerfile' },
    { '.dockerignore': '.env', 'deploy/Dockerfile.dockerignore': 'node_modules' },
    ['.env', '.dockerignore'],
  ],
])('%s: the secret is named, and the line to write', (_, build, ignores, [path, file]) => {
  expect(asks(build, ignores)).toEqual([
    `the build of web can copy the decrypted ${path} into its image | add the line ${path} to ${file}`,
  ]);
});

test.each<[string, object, Record<string, string>]>([
  ['named', { context: '/srv/shop/src' }, { '.dockerignore': 'node_modules\n.env*\n' }],
  ['all but some', { context: '/srv/shop/src' }, { '.dockerignore': '*\n!package.json\n' }],
  ['by a pattern of any folder', { context: '/srv/shop/src' }, { '.dockerignore': '**/.env' }],
  [
    "by the Dockerfile's own file",
    { context: '/srv/shop/src', dockerfile: 'web.Dockerfile' },
    { 'web.Dockerfile.dockerignore': '.env' },
  ],
  ['a context without it', { context: '/srv/shop/src/web' }, {}],
  ['a context that Docker fetches', { context: 'https://git.example/shop.git' }, {}],
])('%s: nothing to say', (_, build, ignores) => {
  expect(asks(build, ignores)).toEqual([]);
});

test('a context above the source has every secret', () => {
  expect(asks({ context: '/srv/shop' })).toEqual([
    expect.stringContaining('add the line src/.env to ../.dockerignore'),
    expect.stringContaining('add the line secrets/key.json to ../.dockerignore'),
  ]);
});
