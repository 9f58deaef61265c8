import type { ErrorReport } from '../../errors';
import type { Theme } from './theme';

type Shown = Pick<ErrorReport, 'message' | 'hint'> & { code: string };

/** Code and message, the tail of an output below it, then what to do. */
export function failureLines(failure: Shown, theme: Theme): string[] {
  const { paint } = theme;
  const [first = '', ...rest] = failure.message.trimEnd().split('\n');
  return [
    `${paint.red(paint.bold(failure.code))}: ${first}`,
    ...rest.map((line) => `${paint.dim('  | ')}${line}`.trimEnd()),
    `${paint.bold('What to do:')} ${failure.hint}`,
  ];
}
