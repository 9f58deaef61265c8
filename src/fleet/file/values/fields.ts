import { z } from 'zod';
import { DAY } from '../../../lib/time';
import { parseDuration } from './duration';

/**
 * The fields of the schema. Each has a description and an example: both
 * are in the error message and in the editor's help.
 */

type Check = (value: string) => boolean;

/** `is missing; add …` or `should be …`, whichever Zod's issue is about. */
const problem = (what: string, example: unknown) => (issue: { input?: unknown }) =>
  `${issue.input === undefined ? 'is missing; add' : 'should be'} ${what}, such as ${String(example)}`;

const help = (what: string, example: unknown, note?: string) => ({
  description: note ?? what[0]!.toUpperCase() + what.slice(1),
  examples: [example],
});

/** A text that passes `check`; a pattern also reaches the editor. */
export function text(what: string, example: string, check: RegExp | Check, note?: string) {
  const error = problem(what, example);
  const base = z.string({ error });
  const field = check instanceof RegExp ? base.regex(check, { error }) : base.refine(check, { error });
  return field.meta(help(what, example, note));
}

export function whole(what: string, example: number, min: number, max: number, note?: string) {
  const error = problem(what, example);
  return z
    .int({ error })
    .min(min, { error })
    .max(max, { error })
    .meta(help(what, example, note));
}

export function choice<const T extends readonly [string, ...string[]]>(values: T, note: string) {
  const error = (issue: { input?: unknown }) =>
    `${issue.input === undefined ? 'is missing; add' : 'should be'} one of: ${values.join(', ')}`;
  return z.enum(values, { error }).meta({ description: note, examples: [values[0]] });
}

/** Above this a timer of Node's overflows and fires at once. */
const week = 7 * DAY;

export function duration(example: string, note: string) {
  const check = (value: string) => (parseDuration(value) ?? Infinity) <= week;
  return text('a duration with its unit, at most 168h', example, check, note);
}

/** A section: unknown keys are refused, each by name. */
export function section<T extends z.ZodRawShape>(what: string, shape: T) {
  const error = (issue: { input?: unknown; code?: string }) =>
    issue.code === 'invalid_type'
      ? `${issue.input === undefined ? 'is missing; add' : 'should be'} ${what}`
      : undefined;
  return z.strictObject(shape, { error }).meta({ description: what[0]!.toUpperCase() + what.slice(1) });
}

export function list<T extends z.ZodType>(what: string, item: T, note?: string) {
  const error = (issue: { input?: unknown }) =>
    `${issue.input === undefined ? 'is missing; add' : 'should be'} a list of ${what}`;
  return z.array(item, { error }).meta({ description: note ?? `A list of ${what}` });
}

/** Sections by name. */
export function named<T extends z.ZodType>(what: string, value: T) {
  const error = (issue: { input?: unknown; code?: string }) => {
    if (issue.code === 'invalid_key')
      return 'is not a valid name; write small letters, digits and hyphens, a letter first';
    return `${issue.input === undefined ? 'is missing; add' : 'should be'} ${what}`;
  };
  return z
    .record(z.string().regex(namePattern), value, { error })
    .meta({ description: what[0]!.toUpperCase() + what.slice(1) });
}

export const namePattern = /^[a-z][a-z0-9-]{0,39}$/;
