import type { FleetProblem } from './types';

const patterns = [/AGE-SECRET-KEY-/i, /-----BEGIN [A-Z ]*PRIVATE KEY-----/, /AGE-PLUGIN-[A-Z0-9]+-1/];

/** Private keys in a file that is meant to be committed; comments count. The key is never repeated. */
export function keyMaterial(text: string): FleetProblem[] {
  return text.split('\n').flatMap((line, index) =>
    patterns.some((pattern) => pattern.test(line))
      ? [
          {
            path: '',
            line: index + 1,
            message:
              'holds a private key; put it into a file of mode 0600, name the file here, and replace the key',
          },
        ]
      : [],
  );
}

/** A key may also be written in place of a name, and messages repeat names. */
export const scrub = (text: string): string =>
  text
    .replace(/(AGE-SECRET-KEY-|AGE-PLUGIN-)[A-Z0-9-]+/gi, '[private key]')
    .replace(/-----BEGIN[^]*$/, '[private key]');
