import { linesOf, parse, sample } from './sample';

const secrets = 'secrets: { file: /s.env }\n';
const servers = (text: string) => `${sample}github: { servers: { ${text} } }\n`;

test('an Enterprise Server has a token of its own', () => {
  const text = servers('github.acme.example: { token: { secret: ACME_TOKEN } }');
  expect(parse(text + secrets).github).toEqual({ servers: { 'github.acme.example': 'ACME_TOKEN' } });
  expect(linesOf(text).join('\n')).toMatch(/github\.acme\.example: needs the file/);
});

test('a fleet names no Enterprise Server by itself', () =>
  expect(parse(sample).github).toEqual({ servers: {} }));

test.each([
  ['github.com: { token: { secret: T } }', /is no Enterprise Server/],
  ['github.acme.example: {}', /token: is missing/],
  ['"https://github.acme.example": { token: { secret: T } }', /should be servers/],
])('the servers { %s } are refused', (text, message) =>
  expect(linesOf(servers(text) + secrets).join('\n')).toMatch(message),
);
