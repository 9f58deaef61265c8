/** The values in a decrypted file, which must never be shown. */
import { parseDocument, visit } from 'yaml';
import type { SecretFormat } from '../fleet/file/app/types';

/** Shorter values (`1`, `true`, `info`) are settings; hiding them would damage ordinary words. */
const SHORTEST = 6;

export function secretValues(plaintext: Buffer, format: SecretFormat): string[] {
  const text = plaintext.toString('utf8');
  const found = format === 'dotenv' ? dotenvValues(text) : format === 'binary' ? [text] : leaves(text);
  return [...new Set(found)].filter((value) => value.length >= SHORTEST);
}

/** Shortest value that is learnt from a host. */
const SHORTEST_OF_HOST = 8;
/** Longest run of letters that may be a word, such as `development`. */
const WORD = 12;

/**
 * Whether to hide a value that was read from a host. Hiding settings and ordinary words would ruin
 * messages.
 */
export const isTelling = (value: string): boolean =>
  value.length >= SHORTEST_OF_HOST && !(value.length <= WORD && /^([a-z]+|\d+)$/i.test(value));

/** `KEY=value`, where a quoted value may have several lines. */
const dotenvLine =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*("(?:\\[\s\S]|[^"\\])*"|'[^']*'|.*)/gm;
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** Keys with their values as written; of equal keys the last one. */
export const dotenvEntries = (text: string): [key: string, value: string][] =>
  [...text.matchAll(dotenvLine)].map(([, key = '', written = '']) => [key, written.trim()]);

/**
 * As written, and as Compose passes it to a container. Also the text after the first `=` of each line:
 * after an open quote, or an invalid key (`MY KEY=`), error messages quote it too.
 */
function dotenvValues(text: string): string[] {
  const lines = text.split('\n').filter((line) => !/^\s*#/.test(line));
  const written = [
    ...[text, ...lines].flatMap(dotenvEntries).map(([, value]) => value),
    ...lines.map((line) => line.slice(line.indexOf('=') + 1 || line.length).trim()),
  ];
  return written.flatMap((value) => {
    const quoted = /^(["'])([\s\S]*)\1$/.exec(value);
    const inner = quoted ? quoted[2]! : value.replace(/\s#.*$/, '').trimEnd();
    const read =
      quoted?.[1] === '"'
        ? inner.replace(/\\([nrt"'\\$])/g, (_, char: string) => escapes[char] ?? char)
        : inner;
    return [value, inner, read, read.replaceAll('$$', '$')];
  });
}

/**
 * As parsed and as written: `1.10` is parsed as 1.1, and a long number loses its last digits. Aliases are not
 * resolved, because they can expand without limit.
 */
function leaves(text: string): string[] {
  const found: string[] = [];
  visit(parseDocument(text, { logLevel: 'error' }), {
    Scalar: (key, { value, source }) => {
      if (key === 'key') return;
      if (typeof value === 'string') found.push(value);
      else if (typeof value === 'number' || typeof value === 'bigint')
        found.push(String(value), source ?? '');
    },
  });
  return found;
}
