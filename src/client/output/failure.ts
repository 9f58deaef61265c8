import type { ErrorReport } from '../../errors';
import type { Theme } from './theme';

type Shown = Pick<ErrorReport, 'message' | 'hint'> & { code: string };

type Name = 'RUN' | 'APP' | 'HOST';

/** Names in capitals in a hint stand for what the operator has in hand. */
export function fillIn(hint: string, names: Partial<Record<Name, string | null>>): string {
  return hint.replace(/\b(RUN|APP|HOST)\b/g, (name) => names[name as Name] ?? name);
}

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
