import { linesOf, mutate } from '../sample';

/** One slip: what is replaced in the sample, by what, and all messages that follow. */
export type Slip = [name: string, from: string, to: string, ...lines: string[]];

export const inside = "inside the app's folder";

/** One test for each slip. */
export const testSlips = (slips: Slip[]): void =>
  it.each(slips)('%s', (_, from, to, ...lines) => expect(linesOf(mutate(from, to))).toEqual(lines));
