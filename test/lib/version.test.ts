import { atLeast } from '../../src/lib/version';

it.each([
  ['2.24', '2.24', true],
  ['v2.24.0-desktop.1', '2.24', true],
  ['2.9.9', '2.24', false],
  ['3', '2.24', true],
  ['24.0.7', '24', true],
  ['0.9.6', '0.18', false],
  ['no number', '1', false],
])('version %s against %s: %s', (version, needed, expected) => {
  expect(atLeast(version, needed)).toBe(expected);
});
