import { Live } from '../../../src/client/output/live';

function stream(rows: number, columns = 20) {
  const written: string[] = [];
  return { written, rows, columns, write: (text: string) => written.push(text) };
}

test('draws over what it drew before', () => {
  const out = stream(10);
  const live = new Live(out);
  live.draw(['one', 'two']);
  live.draw(['three']);
  live.finish(['four']);
  expect(out.written).toEqual([
    '\u001b[Jone\ntwo\n',
    '\u001b[2A\r\u001b[Jthree\n',
    '\u001b[1A\r\u001b[Jfour\n',
  ]);
});

test('never draws more than the screen holds, nor lines that wrap', () => {
  const out = stream(4, 6);
  const live = new Live(out);
  live.draw(['a', 'b', 'c', 'a long line']);
  live.draw([]);
  expect(out.written).toEqual(['\u001b[Jb\nc\na lo…\n', '\u001b[3A\r\u001b[J']);
});
