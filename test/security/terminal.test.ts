/** Texts of hosts and commits command no terminal: they conceal nothing, and turn no line round. */
import { Screen } from '../../src/client/output/screen';
import { printable } from '../../src/client/output/text';

test.each([
  ['a concealed text', 'a\u001b[8mb', 'a[8mb'],
  ['a concealed text among colours', 'a\u001b[31;8mb', 'a[31;8mb'],
  ['the clipboard', 'a\u001b]52;c;eA==\u0007b', 'a]52;c;eA==b'],
  ['a sequence of one character', 'a\u009b2Jb', 'a2Jb'],
  ['a line that is read backwards', 'a\u202eb\u2066c', 'abc'],
  ['letters without a width', 'a\u200bb\ufeff', 'ab'],
])('%s is shown as it is', (_name, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('a colour of roost stays', () => {
  expect(printable('\u001b[31mred\u001b[0m \u001b[1mbold\u001b[22m\u001b[39m')).toBe(
    '\u001b[31mred\u001b[0m \u001b[1mbold\u001b[22m\u001b[39m',
  );
});

test('a JSON document holds no sequence of one character, and means the same', () => {
  let written = '';
  const stream = { write: (text: string) => ((written += text), true) } as unknown as NodeJS.WriteStream;
  const value = { by: 'a\u009b2J\u007f\u001b' };
  new Screen(stream, stream, {}, { json: true, noColor: true }).document(value);
  expect(written).not.toMatch(/[\u007f-\u009f\u001b]/);
  expect(JSON.parse(written)).toEqual(value);
});
