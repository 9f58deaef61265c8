import { secretValues } from '../../src/secrets/values';

const of = (text: string, format: 'dotenv' | 'json' | 'yaml' | 'binary') =>
  secretValues(Buffer.from(text), format);

it('finds every value worth hiding, whatever the format', () => {
  expect(of('A=s3cret-one\n# B=no-comment\nexport C=x\n D = "quoted value"\nPORT=8080\n', 'dotenv')).toEqual([
    's3cret-one',
    '"quoted value"',
    'quoted value',
  ]);
  expect(of('{"db":{"password":"deep-secret","port":5432},"keys":["first-key","b"]}', 'json')).toEqual([
    'deep-secret',
    'first-key',
  ]);
  expect(of('a:\n  b: yaml-secret\n', 'yaml')).toEqual(['yaml-secret']);
  expect(of('-----KEY-----', 'binary')).toEqual(['-----KEY-----']);
});

it('takes broken text for no values, not for an error', () => {
  expect(of('{"a":', 'json')).toEqual([]);
});

it.each([
  ['an escape', 'KEY="line one\\nline \\"two\\"\\\\"', 'line one\nline "two"\\'],
  ['several lines', 'KEY="first line\nsecond=line"\nB=other-value', 'first line\nsecond=line'],
  ['several lines in single quotes', "KEY='first line\nsecond line'", 'first line\nsecond line'],
  ['a comment', 'KEY=secret-value # the old one', 'secret-value'],
  ['a comment after quotes', 'KEY="secret-value" # the old one', 'secret-value'],
  ['a doubled dollar', 'KEY=pa$$word', 'pa$word'],
  ['a colon', 'KEY: secret-value', 'secret-value'],
  ['an open quote before', 'A="open\nB="secret-value"', 'secret-value'],
  ['no second quote', 'KEY="secret-value', '"secret-value'],
])('reads a dotenv value as Compose does: %s', (_what, text, value) => {
  expect(of(text, 'dotenv')).toContain(value);
});

it('finds what stands behind a key that is none: an error message quotes it', () => {
  for (const key of ['MY KEY', 'me@host', 'a/b', '-x'])
    expect(secretValues(Buffer.from(`${key}=hunter2 and more\n`), 'dotenv')).toContain('hunter2 and more');
});
