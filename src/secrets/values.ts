/** The values in a decrypted file: what must never be shown. */
import { parseDocument, visit } from 'yaml';
import type { SecretFormat } from '../fleet/file/app/types';

/** Shorter ones (`1`, `true`, `info`) are settings, and would take ordinary words apart. */
const SHORTEST = 6;

export function secretValues(plaintext: Buffer, format: SecretFormat): string[] {
  const text = plaintext.toString('utf8');
  const found = format === 'dotenv' ? dotenvValues(text) : format === 'binary' ? [text] : leaves(text);
  return [...new Set(found)].filter((value) => value.length >= SHORTEST);
}

/** `KEY=value`, where a quoted value may have several lines. */
const dotenvLine =
  /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*("(?:\\[\s\S]|[^"\\])*"|'[^']*'|.*)/gm;
const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

/** Keys with their values as written; a later one wins. */
export const dotenvEntries = (text: string): [key: string, value: string][] =>
  [...text.matchAll(dotenvLine)].map(([, key = '', written = '']) => [key, written.trim()]);

/** As written, and as Compose hands it to a container. Line by line too, lest one open quote hide the other values. */
function dotenvValues(text: string): string[] {
  return [text, ...text.split('\n')]
    .flatMap((part) => [...part.matchAll(dotenvLine)])
    .flatMap(([, , written = '']) => {
      const value = written.trim();
      const quoted = /^(["'])([\s\S]*)\1$/.exec(value);
      const inner = quoted ? quoted[2]! : value.replace(/\s+#.*$/, '');
      const read =
        quoted?.[1] === '"'
          ? inner.replace(/\\([nrt"'\\$])/g, (_, char: string) => escapes[char] ?? char)
          : inner;
      return [value, inner, read, read.replaceAll('$$', '$')];
    });
}

/** As read, and as written: `1.10` is 1.1, and a long number loses its last digits. Nothing is resolved, so that no alias can grow. */
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
