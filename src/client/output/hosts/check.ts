import type { CheckState, Row } from '../../../inspect/check/types';
import { plural } from '../../../lib/units';
import { padEnd, wrap } from '../text';
import type { Paint, Theme } from '../theme';

const marks: Record<CheckState, [unicode: string, ascii: string, colour: keyof Paint]> = {
  ok: ['✓', '+', 'green'],
  warn: ['!', '!', 'yellow'],
  fail: ['✗', 'x', 'red'],
  unknown: ['?', '?', 'dim'],
};

/** Findings by subject; each problem with its remedy below it. Pure. */
export function checkLines(rows: Row[], theme: Theme): string[] {
  const { paint } = theme;
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const column = Math.max(...rows.map(({ check }) => check.length));
  return [
    ...subjects.flatMap((subject) => [
      paint.bold(subject),
      ...rows.filter((row) => row.subject === subject).flatMap((row) => rowLines(row, column, theme)),
    ]),
    '',
    verdict(rows, theme),
  ];
}

function rowLines(
  { check, state, says, remedy }: Row,
  column: number,
  { paint, unicode, width }: Theme,
): string[] {
  const indent = ' '.repeat(column + 6);
  const [fancy, ascii, colour] = marks[state];
  const mark = (paint[colour] as (text: string) => string)(unicode ? fancy : ascii);
  const [first = '', ...more] = wrap(says, width, indent);
  const remedyLines = remedy
    ? wrap(`${unicode ? '→' : '->'} ${remedy}`, width, indent).map((line) => paint.dim(line))
    : [];
  return [`  ${mark} ${padEnd(check, column)}  ${first.trimStart()}`, ...more, ...remedyLines];
}

function verdict(rows: Row[], { paint }: Theme): string {
  const count = (state: CheckState): number => rows.filter((row) => row.state === state).length;
  if (count('fail') > 0)
    return paint.red(`${plural(count('fail'), 'check')} failed, ${plural(count('warn'), 'warning')}.`);
  if (count('warn') > 0) return paint.yellow(`All well, but for ${plural(count('warn'), 'warning')}.`);
  return paint.green('All well.');
}
