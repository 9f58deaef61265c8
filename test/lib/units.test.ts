import { bytes, seconds, span } from '../../src/lib/units';

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [12.4, '12 s'],
  [61, '1 min 01 s'],
  [3_720, '1 h 02 min'],
])('%d s is %s', (value, text) => {
  expect(seconds(value)).toBe(text);
});

test.each([
  [-3, '0 s'],
  [59, '59 s'],
  [119, '1 min'],
  [47 * 3600, '47 h'],
  [47 * 3600 + 130, '47 h 02 min'],
  [80 * 3600, '3 days'],
])('a span of %d s is %s', (value, text) => {
  expect(span(value)).toBe(text);
});

test.each([
  [999, '999 B'],
  [12_300, '12.3 KB'],
  [2_000_000_000, '2.0 GB'],
  [123_456_789, '123 MB'],
])('%d bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});
