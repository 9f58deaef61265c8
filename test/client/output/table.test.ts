import { table } from '../../../src/client/output/table';
import { width } from '../../../src/client/output/text';
import { plain } from '../../../src/client/output/theme';

const rows = [
  [
    'deploy-phone-0a1b2c3d',
    'phone',
    '',
    `waits: Say that the run waits for ${'an operator '.repeat(6)}`,
    '2 min ago',
  ],
  ['backup-wiki', 'wiki', '', 'undone', '1 h ago'],
];
const head = ['RUN', 'APP', 'HOST', 'STATE', 'STARTED'];

test('a row takes one line of a terminal; what a person copies stays whole, empty columns go', () => {
  const lines = table(head, rows, { ...plain, width: 79 });
  expect(lines.map(width).filter((columns) => columns > 79)).toEqual([]);
  expect(lines[0]).not.toContain('HOST');
  expect(lines[1]).toMatch(/^deploy-phone-0a1b2c3d {2}phone {2}waits: Say .*… {2}2 min ago$/);
  expect(lines[2]).toMatch(/^backup-wiki +wiki +undone +1 h ago$/);
});

test('a pipe has no width: nothing is cut there, and each column has its place', () => {
  const lines = table(head, rows, { ...plain, width: Infinity });
  expect(lines[0]).toContain('HOST');
  expect(lines[1]).toContain(rows[0]![3]);
});

test('where even short columns do not fit, they stay as short as they may be', () => {
  expect(table(['RUN', 'A'], [['x'.repeat(60), 'y'.repeat(30)]], { ...plain, width: 40 })[1]).toBe(
    `${'x'.repeat(60)}  yyyyy…`,
  );
});
