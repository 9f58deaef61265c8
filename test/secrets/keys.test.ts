import { differingKeys } from '../../src/secrets/keys';

const differ = (now: string | null, then: string | null, format: 'dotenv' | 'json' | 'yaml' | 'binary') =>
  differingKeys(now === null ? null : Buffer.from(now), then === null ? null : Buffer.from(then), format);
const nothing = { changed: [], onlyNow: [], onlyThen: [] };

it('dotenv: by key, whatever the order and the comments', () => {
  expect(differ('# new\nB=2\nexport A=1\n', 'A=1\nB=2\n', 'dotenv')).toEqual(nothing);
  expect(differ('A=1\nB="two\nC=lines"\nN=x', 'A=1\nB=2\nO=y', 'dotenv')).toEqual({
    changed: ['B'],
    onlyNow: ['N'],
    onlyThen: ['O'],
  });
});

it('yaml and json: by path', () => {
  expect(
    differ('db:\n  password: a\n  hosts: [x, y]\n', 'db:\n  password: b\n  hosts: [x]\n', 'yaml'),
  ).toEqual({
    changed: ['db.password'],
    onlyNow: ['db.hosts.1'],
    onlyThen: [],
  });
  expect(differ('{"a": 1, "b": {"c": "x"}}', '{"b": {"c": "x"}, "a": 1}', 'json')).toEqual(nothing);
  expect(differ('"one"', '"other"', 'json')).toEqual({ ...nothing, changed: ['(the whole file)'] });
});

it('anything else: as a whole', () => {
  expect(differ('one', 'other', 'binary')).toEqual({ ...nothing, changed: ['(the whole file)'] });
});

it('a file that is not there has no keys', () => {
  expect(differ(null, 'A=1', 'dotenv')).toEqual({ ...nothing, onlyThen: ['A'] });
  expect(differ(null, null, 'binary')).toEqual(nothing);
});

it('never tells a value', () => {
  expect(JSON.stringify(differ('KEY=hush-hush-1\n', 'KEY=hush-hush-2\n', 'dotenv'))).not.toContain('hush');
});
