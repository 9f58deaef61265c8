/** The values in a decrypted file: what must never be shown. */
import { parseDocument } from 'yaml';
import type { SecretFormat } from '../fleet/config/types';

/** Shorter ones (`1`, `true`, `info`) are settings, and would take ordinary words apart. */
const SHORTEST = 6;

export function secretValues(plaintext: Buffer, format: SecretFormat): string[] {
  const text = plaintext.toString('utf8');
  const found = format === 'dotenv' ? dotenvValues(text) : format === 'binary' ? [text] : leaves(parseDocument(text).toJS() as unknown);
  return [...new Set(found)].filter((value) => value.length >= SHORTEST);
}

function dotenvValues(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const value = /^\s*[A-Za-z_][A-Za-z0-9_.]*\s*=(.*)$/.exec(line)?.[1]?.trim() ?? '';
    return [value, value.replace(/^(['"])(.*)\1$/, '$2')];
  });
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leaves) : [];
}
