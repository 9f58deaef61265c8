import { wrap } from '../../../src/client/output/text';
import { themeOf } from '../../../src/client/output/theme';

const terminal = { write: () => true, isTTY: true };
const pipe = { write: () => true };
const coloured = (stream: typeof terminal | typeof pipe, env: NodeJS.ProcessEnv, noColor = false) =>
  themeOf(stream, env, noColor).paint.isColorSupported;

test('colours are for terminals, unless the user says otherwise', () => {
  expect(coloured(terminal, {})).toBe(true);
  expect(coloured(pipe, {})).toBe(false);
  expect(coloured(pipe, { FORCE_COLOR: '1' })).toBe(true);
  expect(coloured(terminal, { NO_COLOR: '1' })).toBe(false);
  expect(coloured(terminal, { NO_COLOR: '' })).toBe(true);
  expect(coloured(terminal, { FORCE_COLOR: '1' }, true)).toBe(false);
  expect(coloured(terminal, { TERM: 'dumb' })).toBe(false);
});

test('a pipe has no width; a terminal that does not say its own has 80 columns', () => {
  const width = (stream: object): number => themeOf({ ...terminal, ...stream }, {}, true).width;
  expect(themeOf(pipe, {}, true).width).toBe(Infinity);
  expect([width({ columns: 100 }), width({}), width({ columns: 0 })]).toEqual([99, 79, 79]);
});

test('a text that stands deep in a narrow terminal does not take a line for each word', () => {
  const indent = ' '.repeat(20);
  expect(wrap('some words that are short', 25, indent)).toEqual([`${indent}some words that are short`]);
  expect(wrap('some words that are short', Infinity, indent)).toHaveLength(1);
});
