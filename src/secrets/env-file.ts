/** Env files in which Docker Compose reads exactly the values that sops holds. */
import { isMap, isScalar, parseDocument } from 'yaml';
import { RoostError } from '../errors';
import type { SecretFile, SecretFormat } from '../fleet/file/app/types';

type Source = Pick<SecretFile, 'source' | 'format' | 'exact'>;

/** Of the decrypted file on the host. */
export const formatOnHost = ({ format, exact }: Pick<SecretFile, 'format' | 'exact'>): SecretFormat =>
  exact ? 'dotenv' : format;

/**
 * How sops is to print it. Its YAML takes other characters for line
 * breaks than YAML 1.2, so values could change.
 */
export const printedAs = ({ format, exact }: Pick<SecretFile, 'format' | 'exact'>): SecretFormat =>
  exact && format === 'yaml' ? 'json' : format;

/**
 * What is on the host: as sops prints it, or, where the fleet file says `exact`, so
 * written that Docker Compose passes each value on as it is.
 * Errors: `SecretInvalid`, which names keys only.
 */
export function contentOnHost(plaintext: Buffer, secret: Source): Buffer {
  if (!secret.exact) return plaintext;
  const lines = exactValues(plaintext, secret).map(([key, value]) => `${key}=${quoted(value)}\n`);
  return Buffer.from(lines.join(''));
}

/** As Compose 2.20 and newer reads names. */
const nameOfKey = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Keys with their values, of equal keys the last one. Errors: `SecretInvalid`. */
export function exactValues(plaintext: Buffer, { source, format }: Source): [key: string, value: string][] {
  const text = plaintext.toString('utf8');
  // sops indents JSON by tabs, which YAML does not know. As YAML its numbers keep their digits.
  const values = format === 'dotenv' ? linesOf(text) : sectionOf(text.replace(/^\t+/gm, ''), source);
  for (const [key, value] of values) {
    if (!nameOfKey.test(key))
      throw invalid(source, `${JSON.stringify(key.slice(0, 40))} is no name of a variable`, 'Rename it');
    if (value === null)
      throw invalid(source, `${key} is not one text or number`, 'An env file has no lists and no sections');
    if (value.includes('\0') || value.includes('\ufffd'))
      throw invalid(
        source,
        `${key} has bytes that no environment variable can have: NUL, or no UTF-8`,
        'Keep it in a file of format binary, or as base64',
      );
  }
  return [...new Map(values as [string, string][])];
}

const invalid = (file: string, what: string, remedy: string): RoostError =>
  new RoostError('SecretInvalid', `In ${file}, ${what}. ${remedy}.`, { file });

/** As sops prints them: it knows neither quotes nor escapes, and a line break within a value is `\n`. */
export const linesOf = (text: string): [key: string, value: string][] =>
  text.split('\n').flatMap((line): [string, string][] => {
    const at = line.indexOf('=');
    const key = line.slice(0, at).replace(/^\s*(?:export\s+)?/, '');
    return at < 0 || line.startsWith('#') ? [] : [[key, line.slice(at + 1)]];
  });

/** A value that is none becomes null. Numbers stay as they are written. */
function sectionOf(text: string, source: string): [key: string, value: string | null][] {
  const document = parseDocument(text, { logLevel: 'silent' });
  if (document.errors.length > 0 || !isMap(document.contents))
    throw invalid(source, 'there is no flat list of names and values', 'Write NAME: value, a line each');
  return document.contents.items.map(({ key, value }) => [
    isScalar(key) ? String(key.source ?? key.value) : '',
    scalarText(value),
  ]);
}

function scalarText(value: unknown): string | null {
  if (value === null) return '';
  if (!isScalar(value)) return null;
  if (typeof value.value === 'string') return value.value;
  return value.value === null ? '' : (value.source ?? String(value.value));
}

/** What other readers of env files understand comes first. */
function quoted(value: string): string {
  if (/^[\w./:@%+,=-]*$/.test(value)) return value;
  if (!/['\\\r]/.test(value)) return `'${value}'`;
  const escaped = value
    .replace(/[\\"$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `"${escaped}"`;
}
