import { readEncrypted } from '../../src/secrets/encrypted';

const secret = (data: string): string => `ENC[AES256_GCM,data:${data},iv:i,tag:t,type:str]`;
const read = (text: string, format: 'dotenv' | 'yaml' | 'json' | 'binary') => {
  const found = readEncrypted(Buffer.from(text), format);
  return found && { names: [...found.values.keys()], recipients: found.recipients };
};

test('dotenv, with line ends of Windows, a value in the clear and an empty one', () => {
  const lines = [
    `A=${secret('x')}`,
    'PORT_unencrypted=80',
    'EMPTY=',
    `#${secret('comment')}`,
    'sops_age__list_0__map_recipient=age1a',
    'sops_age__list_1__map_recipient=age1b',
    'sops_mac=m',
  ];
  expect(read(lines.join('\r\n'), 'dotenv')).toEqual({ names: ['A'], recipients: ['age1a', 'age1b'] });
});

test('YAML and JSON by paths; a binary file is one value', () => {
  const sops = { mac: 'm', age: [{ recipient: 'age1a', enc: 'e' }] };
  const tree = { smtp: { password: secret('x') }, list: [secret('y')], port: 25, sops };
  expect(read(JSON.stringify(tree, null, '\t'), 'json')).toEqual({
    names: ['smtp.password', 'list.0'],
    recipients: ['age1a'],
  });
  const yaml = `smtp:\n    password: ${secret('x')}\nsops:\n    mac: m\n    age:\n        - recipient: age1a\n`;
  expect(read(yaml, 'yaml')).toEqual({ names: ['smtp.password'], recipients: ['age1a'] });
  expect(read(JSON.stringify({ data: secret('x'), sops }), 'binary')).toEqual({
    names: ['(the whole file)'],
    recipients: ['age1a'],
  });
});

test.each([
  ['dotenv', 'PASSWORD=hunter2\n'],
  ['yaml', 'password: hunter2\n'],
  ['yaml', '{'],
  ['json', 'not json'],
  ['json', '[]'],
  ['yaml', `a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\nsops: { mac: m }\n`],
] as const)('%s that is not of sops is none', (format, text) => {
  expect(readEncrypted(Buffer.from(text), format)).toBeNull();
});
