/**
 * A commit is read before it is deployed as it is read afterwards, by Docker Compose in the folder of the
 * app.
 */
import { join } from 'node:path';
import { differing, digestModel, viewArgv } from '../../../src/host/model/compose-model';
import { before, freshRoots, inView, reading, root, run, service, web, write } from './rig';
import { table } from './table';

freshRoots();

/** A copy differs in what git knows of it. */
const ofCopy = Object.entries(table).filter(([name]) => /override|subfolder|\.env|below/.test(name));

describe.each([
  ['clone', Object.entries(table)],
  ['copy', ofCopy],
] as const)('in a folder that is a %s', (kind, all) => {
  it.each(all)('reads before as after: %s', (_, one) => {
    const read = inView(one, kind);
    expect(read.refusal).toBe('');
    const after = read.after();
    expect([read.files, read.warnings]).toEqual([after.files, after.warnings]);
    expect(read.model).toEqual(after.model);
    expect(differing(digestModel(read.model!), digestModel(after.model!))).toEqual([]);
  });
});

describe('what the host alone has', () => {
  const image = (name: string): unknown => service(inView(table[name]!)).image;

  it('decides a version', () => expect(image('a version in .env')).toBe('app:1.2'));
  it('does not come before what is decrypted', () =>
    expect(image('an .env that is decrypted')).toBe('app:1.3'));
  it('overrides', () => {
    const read = inView(table['an override file of the host']!);
    expect(read.files).toEqual(['docker-compose.yml', 'docker-compose.override.yml']);
    expect(service(read).ports).toHaveLength(1);
  });
  it('is found beside the first file', () => {
    const read = inView(table['a subfolder']!);
    expect(service(read).volumes).toMatchObject([
      { source: join(root, 'srv/stacks/wiki/stacks/a/data') },
      { source: join(root, 'srv/stacks/wiki/stacks/a/conf') },
    ]);
  });
});

it('leaves out what roost itself has written there', () => {
  const read = inView({
    commit: { 'docker-compose.yml': web({}) },
    host: {
      'docker-compose.override.yml': '# Written by roost for release 1.\nservices: { web: { command: x } }\n',
      'docker-compose.roost.yml': 'nonsense',
    },
  });
  expect([read.files, service(read).command]).toEqual([['docker-compose.yml'], null]);
});

it('names what differs', () => {
  const { directory, source, tree } = before(
    { commit: { 'compose.yaml': web({ environment: { A: '${A}' } }) }, host: { '.env': 'A=1' } },
    'clone',
  );
  const view = join(directory, 'view');
  run(viewArgv({ root: view, tree, directory, source }));
  const staged = digestModel(reading(view, source).model!);
  write(source, { '.env': 'A=2' });
  expect(differing(staged, digestModel(reading('', source).model!))).toEqual(['service web']);
});

it('hands on what Compose warns about and what it refuses', () => {
  const services = { web: { image: 'app', environment: { A: '${PASSWORD}' } } };
  const blank = inView({ commit: { 'compose.yaml': JSON.stringify({ version: '3', services }) } });
  expect(blank.warnings).toEqual([expect.stringMatching(/PASSWORD.* is not set/)]);
});

it.each<[string, Record<string, string>, RegExp]>([
  ['what is no Compose file', { 'compose.yaml': 'services: [' }, /yaml/],
  ['a variable that is demanded', { 'compose.yaml': web({}, '${TAG:?write TAG}') }, /write TAG/],
  ['an env file that is nowhere', { 'compose.yaml': web({ env_file: 'no.env' }) }, /no\.env/],
  ['an .env that cannot be read', { 'compose.yaml': web({}), '.env': 'A="x' }, /./],
])('is refused with Compose’s own words: %s', (_, commit, words) => {
  const read = inView({ commit });
  expect(read.model).toBeNull();
  expect(read.refusal).toMatch(words);
  expect(read.refusal).not.toContain('.roost');
});

it('finds no file where there is none', () => {
  expect(inView({ commit: { readme: '' } })).toMatchObject({ files: [], model: null, refusal: '' });
});
