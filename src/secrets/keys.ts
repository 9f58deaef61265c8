/** The differences between two versions of a secret file, as names of keys only. */
import { parseDocument } from 'yaml';
import type { SecretFormat } from '../fleet/file/app/types';
import { dotenvEntries } from './values';

export interface Difference {
  changed: string[];
  /** In the first, in the second only. */
  onlyNow: string[];
  onlyThen: string[];
}

/** A file without keys counts as one key. */
export const WHOLE = '(the whole file)';

/** Null: the file does not exist. */
export function differingKeys(now: Buffer | null, then: Buffer | null, format: SecretFormat): Difference {
  const [a, b] = [entries(now, format), entries(then, format)];
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return {
    changed: names.filter((name) => a.has(name) && b.has(name) && a.get(name) !== b.get(name)),
    onlyNow: names.filter((name) => a.has(name) && !b.has(name)),
    onlyThen: names.filter((name) => !a.has(name) && b.has(name)),
  };
}

function entries(content: Buffer | null, format: SecretFormat): Map<string, string> {
  if (!content) return new Map();
  const text = content.toString('utf8');
  if (format === 'dotenv') return new Map(dotenvEntries(text));
  if (format === 'binary') return new Map([[WHOLE, content.toString('base64')]]);
  const value = parseDocument(text).toJS() as unknown;
  return new Map(value !== null && typeof value === 'object' ? leavesOf(value, '') : [[WHOLE, text]]);
}

export function leavesOf(value: object, path: string): [string, string][] {
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => {
    const name = path ? `${path}.${key}` : key;
    return one !== null && typeof one === 'object'
      ? leavesOf(one, name)
      : [[name, JSON.stringify(one) ?? ''] as [string, string]];
  });
}
