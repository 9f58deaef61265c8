/** Input as nobody would write it. */
import fc from 'fast-check';
import { RoostError, type ErrorCode } from '../src/errors';

/**
 * What `read` gives, or undefined for a refusal by one of the named
 * errors; any other error fails the test.
 */
export function refusedOr<T>(codes: ErrorCode[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RoostError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** A value with any other value in the place of one of its parts. */
export function spoilt(value: unknown): fc.Arbitrary<unknown> {
  const places = placesIn(value);
  return fc
    .record({ at: fc.constantFrom(...places), by: fc.jsonValue({ maxDepth: 2 }) })
    .map(({ at, by }) => replaced(value, at, by));
}

type Place = string[];

const placesIn = (value: unknown): Place[] =>
  value === null || typeof value !== 'object'
    ? [[]]
    : [[], ...Object.entries(value).flatMap(([key, part]) => placesIn(part).map((place) => [key, ...place]))];

function replaced(value: unknown, [key, ...rest]: Place, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}
