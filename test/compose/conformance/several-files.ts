/** How several files become one. */
import { app, type Feature } from './feature';

const text = (value: object): string => JSON.stringify(value, null, 1);
const files = (name: string, all: Record<string, string>, more: Partial<Feature> = {}): Feature => ({
  name,
  family: 'files',
  keys: [],
  files: all,
  ...more,
});
const web = (value: object): string => text({ services: { web: { image: 'app', ...value } } });

export const severalFiles: Feature[] = [
  files(
    'name',
    {
      'compose.yaml': `name: other\n${app({}, {})['compose.yaml']}`.replace(
        /^name: other\n\{/,
        '{"name": "other",',
      ),
    },
    { keys: ['compose.name'], inert: 'the project’s name is looked at by itself' },
  ),
  files(
    'version of old files',
    { 'compose.yaml': text({ version: '3.8', services: { web: { image: 'app' } } }) },
    { keys: ['compose.version'], inert: 'it means nothing any more' },
  ),
  files(
    'extensions, anchors and merges',
    {
      'compose.yaml':
        'x-a: &a\n  labels: { a: "1" }\n  environment: &e { A: "1" }\nservices:\n  web:\n    <<: *a\n    image: app\n    environment: { <<: *e, B: "2" }\n    x-own: 1\n',
    },
    { keys: ['compose.services'] },
  ),
  files('two documents in one file', {
    'compose.yaml': 'services: { web: { image: app } }\n---\nservices: { web: { command: x } }\n',
  }),
  files('an override file', {
    'compose.yaml': web({ ports: ['80:80'] }),
    'compose.override.yaml': web({ ports: ['81:81'], environment: { A: '1' } }),
  }),
  files(
    '!reset',
    {
      'compose.yaml': web({ ports: ['80:80'], command: 'x' }),
      'compose.override.yaml': 'services: { web: { ports: !reset [], command: y } }\n',
    },
    { since: '2.24' },
  ),
  files(
    '!override',
    {
      'compose.yaml': web({ ports: ['80:80'] }),
      'compose.override.yaml': 'services: { web: { ports: !override ["81:81"] } }\n',
    },
    { since: '2.24' },
  ),
  files(
    'include',
    {
      'compose.yaml': text({ include: ['sub/a.yaml'], services: { web: { image: 'app' } } }),
      'sub/a.yaml': text({ services: { db: { image: 'db', volumes: ['./d:/d'] } } }),
    },
    { keys: ['compose.include'] },
  ),
  files(
    'include: path, folder and variables of its own',
    {
      'compose.yaml': text({
        include: [{ path: ['sub/a.yaml', 'sub/b.yaml'], project_directory: '.', env_file: 'sub/x.env' }],
        services: { web: { image: 'app' } },
      }),
      'sub/a.yaml': text({ services: { db: { image: 'db:${T}' } } }),
      'sub/b.yaml': text({ services: { db: { command: 'x' } } }),
      'sub/x.env': 'T=1\n',
    },
    { keys: ['include.path', 'include.project_directory', 'include.env_file'] },
  ),
  files(
    'include: the same service twice',
    {
      'compose.yaml': text({ include: ['a.yaml'], services: { web: { image: 'app' } } }),
      'a.yaml': text({ services: { web: { image: 'b' } } }),
    },
    { refused: 'conflicts with imported resource' },
  ),
  files(
    'include: a circle',
    { 'compose.yaml': text({ include: ['a.yaml'] }), 'a.yaml': text({ include: ['compose.yaml'] }) },
    { refused: 'include cycle' },
  ),
  files(
    'include: a file that is not there',
    { 'compose.yaml': text({ include: ['none.yaml'] }) },
    { refused: 'none\\.yaml' },
  ),
  files(
    'extends of the same file',
    {
      'compose.yaml': text({
        services: {
          base: { image: 'app', environment: ['A=1'] },
          web: { extends: 'base', environment: ['B=2'] },
        },
      }),
    },
    { keys: ['service.extends'] },
  ),
  files('extends of another file, twice', {
    'compose.yaml': text({ services: { web: { extends: { file: 'sub/a.yaml', service: 'b' } } } }),
    'sub/a.yaml': text({ services: { b: { extends: { file: 'c.yaml', service: 'c' }, build: '.' } } }),
    'sub/c.yaml': text({ services: { c: { image: 'app', env_file: 'c.env' } } }),
    'sub/c.env': 'A=1\n',
  }),
  files(
    'extends: a circle',
    { 'compose.yaml': text({ services: { web: { extends: 'b' }, b: { extends: 'web' } } }) },
    { refused: 'ircular reference' },
  ),
  files(
    'profiles: one that is not active',
    {
      'compose.yaml': text({ services: { web: { image: 'app' }, more: { image: 'more', profiles: ['p'] } } }),
    },
    { keys: ['service.profiles'], inert: 'its services are not started' },
  ),
  files(
    'profiles: one of .env',
    {
      'compose.yaml': text({ services: { web: { image: 'app' }, more: { image: 'more', profiles: ['p'] } } }),
    },
    { host: { '.env': 'COMPOSE_PROFILES=p\n' } },
  ),
  files(
    'COMPOSE_FILE',
    { 'a.yml': web({}), 'b/c.yml': web({ command: 'c' }) },
    { host: { '.env': 'COMPOSE_FILE=a.yml:b/c.yml\n' } },
  ),
  files('links between the files', { 'compose.yaml': web({ env_file: 'a.env' }), 'a.env': 'A=1\n' }),
  files(
    'a service without image and build',
    { 'compose.yaml': text({ services: { web: { command: 'x' } } }) },
    { refused: 'neither an image nor a build context' },
  ),
  files('an attribute that is not there', { 'compose.yaml': web({ imagge: 'x' }) }, { refused: 'imagge' }),
  files('broken YAML', { 'compose.yaml': 'services:\n web: {\n' }, { refused: 'yaml' }),
  files(
    'a service that depends on itself',
    { 'compose.yaml': web({ depends_on: ['web'] }) },
    { refused: '(cycle|ependency)' },
  ),
];
