import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { quote } from '../../src/host/quote';

const read = (shell: string, line: string) => execFileSync(shell, ['-c', line]).toString('utf8').split('\0').slice(0, -1);

test('plain words stay readable', () => {
  expect(quote(['docker', 'ps', '--format=json', 'a b', ''])).toBe(`docker ps --format=json 'a b' ''`);
});

test.each(['sh', 'bash'])('%s gives back exactly the words', (shell) => {
  const word = fc.string({ unit: 'binary', maxLength: 30 }).map((s) => Buffer.from(s.replaceAll('\0', '')).toString());
  const nasty = fc.constantFrom("'", '"', '\n', '-rf', '--', '$(id)', '`id`', '\\', "it's", '!!', '~', '*', '#', '\r\n', 'ü');
  fc.assert(
    fc.property(fc.array(fc.oneof(word, nasty), { maxLength: 8 }), (words) => {
      expect(read(shell, quote(['printf', '%s\\0', 'x', ...words]))).toEqual(['x', ...words]);
    }),
    { numRuns: 60 },
  );
});

test('refuses NUL and the empty command', () => {
  expect(() => quote(['a\0b'])).toThrow(expect.objectContaining({ code: 'BadRequest' }));
  expect(() => quote([])).toThrow(expect.objectContaining({ code: 'BadRequest' }));
});
