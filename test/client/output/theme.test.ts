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
