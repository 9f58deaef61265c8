import { exportLines, quote } from '../../src/host/quote';

test('plain words stay readable', () => {
  expect(quote(['docker', 'ps', '--format=json', 'a b', ''])).toBe(`docker ps --format=json 'a b' ''`);
});

test('refuses NUL and the empty command', () => {
  expect(() => quote(['a\0b'])).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  expect(() => quote([])).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  expect(() => exportLines({ A: 'a\0b' })).toThrow(expect.objectContaining({ code: 'BadRequest' }));
});

test.each(['', '1A', 'A-B', 'A=B', 'A\nB', 'ü'])('%j names no variable', (name) => {
  expect(() => exportLines({ [name]: 'x' })).toThrow(expect.objectContaining({ code: 'BadRequest' }));
});
