import type { Step } from '../../../inspect/check/first';
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

/** Findings by subject; each problem with its remedy below it. `first`: what to do, in its order. Pure. */
export function checkLines(rows: Row[], theme: Theme, first?: Step[]): string[] {
  const { paint } = theme;
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  const column = Math.max(...rows.map(({ check }) => check.length));
  return [
    ...subjects.flatMap((subject) => [
      paint.bold(subject),
      ...rows.filter((row) => row.subject === subject).flatMap((row) => rowLines(row, column, theme)),
    ]),
    ...(first ? firstLines(first, theme) : []),
    '',
    verdict(rows, theme),
  ];
}

/** The remedy on lines of its own, so that it can be copied. */
function firstLines(steps: Step[], { paint, width }: Theme): string[] {
  if (steps.length === 0) return ['', 'Nothing has to be done.'];
  const indent = '     ';
  return [
    '',
    paint.bold('What to do, in this order'),
    ...steps.flatMap(({ subjects, check, says, remedy, mustBe }, i) => {
      const who = `${subjects.join(', ')}: ${check}${subjects.length === 1 ? `: ${says}` : ''}`;
      const number = `${i + 1}.`.padEnd(3);
      const [head = '', ...more] = wrap(who, width, indent);
      return [
        `  ${(mustBe ? paint.red : paint.yellow)(number)}${head.slice(indent.length)}`,
        ...more,
        ...wrap(remedy, width, `${indent}  `).map((line) => paint.bold(line)),
      ];
    }),
  ];
}

function rowLines(
  { check, state, says, remedy, lines = [] }: Row,
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
  return [`  ${mark} ${padEnd(check, column)}  ${first.trimStart()}`, ...more, ...remedyLines, ...lines];
}

function verdict(rows: Row[], { paint }: Theme): string {
  const count = (state: CheckState): number => rows.filter((row) => row.state === state).length;
  if (count('fail') > 0)
    return paint.red(`${plural(count('fail'), 'check')} failed, ${plural(count('warn'), 'warning')}.`);
  if (count('warn') > 0) return paint.yellow(`All well, but for ${plural(count('warn'), 'warning')}.`);
  return paint.green('All well.');
}
