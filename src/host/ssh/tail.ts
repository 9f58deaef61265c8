import { lastLines } from '../../lib/output-tail';

/** Characters of an output that are searched for secrets. */
const SEARCHED = 64 * 1024;

export interface TailLimit {
  lines?: number;
  /** Default 2 000. */
  characters?: number;
}

/**
 * The end of an output, for people and histories. It is cut at a line's end before it is scrubbed: half of a
 * secret would not be found, and scrubbing everything would let a program with much output block the worker.
 */
export function cleanTail(
  text: string,
  scrub: (text: string) => string,
  { lines = Infinity, characters = 2_000 }: TailLimit = {},
): string {
  const clean = scrub(lastLines(withinCharacters(text.trimEnd(), SEARCHED), lines)).trimEnd();
  return clean.length > characters ? `…${clean.slice(-characters)}` : clean;
}

/** The last whole lines of at most `most` characters. */
export function withinCharacters(text: string, most: number): string {
  if (text.length <= most) return text;
  const at = text.indexOf('\n', text.length - most - 1);
  return at < 0 ? `(a line of more than ${most} characters is left out)` : text.slice(at + 1);
}
