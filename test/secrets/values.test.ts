import { secretValues } from '../../src/secrets/values';

const of = (text: string, format: 'dotenv' | 'json' | 'yaml' | 'binary') => secretValues(Buffer.from(text), format);

it('finds every value worth hiding, whatever the format', () => {
  expect(of('A=s3cret-one\n# B=no-comment\nexport C=x\n D = "quoted value"\nPORT=8080\n', 'dotenv')).toEqual(['s3cret-one', '"quoted value"', 'quoted value']);
  expect(of('{"db":{"password":"deep-secret","port":5432},"keys":["first-key","b"]}', 'json')).toEqual(['deep-secret', 'first-key']);
  expect(of('a:\n  b: yaml-secret\n', 'yaml')).toEqual(['yaml-secret']);
  expect(of('-----KEY-----', 'binary')).toEqual(['-----KEY-----']);
});

it('takes broken text for no values, not for an error', () => {
  expect(of('{"a":', 'json')).toEqual([]);
});
