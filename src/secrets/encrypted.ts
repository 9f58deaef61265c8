/**
 * What an encrypted file says without a key: names of values, their
 * ciphertext, and whose keys open it. Pure.
 */
import { parseAllDocuments } from 'yaml';
import type { SecretFormat } from '../fleet/file/app/types';
import { section } from '../lib/unchecked';
import { dataKeys } from './age/only';
import { linesOf } from './env-file';
import { leavesOf, WHOLE } from './keys';

export interface Encrypted {
  /** Ciphertext by name; of YAML and JSON with the path: `smtp.password`. */
  values: Map<string, string>;
  /** Public keys: `age1…`. */
  recipients: string[];
  /** The data key, encrypted for each of them. */
  dataKeys: Set<string>;
}

/** Null: it is no file of sops. */
export function readEncrypted(ciphertext: Buffer, format: SecretFormat): Encrypted | null {
  const text = ciphertext.toString('utf8').replaceAll('\r\n', '\n');
  const found = format === 'dotenv' ? inDotenv(text) : inDocuments(text, format);
  return found && { ...found, dataKeys: dataKeys(ciphertext) };
}

type Found = Pick<Encrypted, 'values' | 'recipients'>;

function inDotenv(text: string): Found | null {
  const lines = linesOf(text);
  const isOurs = ([key]: [string, string]): boolean => key.startsWith('sops_');
  if (!lines.some(isOurs)) return null;
  return {
    values: encryptedOf(lines.filter((line) => !isOurs(line))),
    recipients: lines
      .filter(([key]) => /^sops_age__list_\d+__map_recipient$/.test(key))
      .map(([, recipient]) => recipient),
  };
}

function inDocuments(text: string, format: SecretFormat): Found | null {
  const all = format === 'yaml' ? yamlOf(text) : jsonOf(text);
  const known = all.map((document) => section(section(document).sops));
  if (!known.some((sops) => 'mac' in sops)) return null;
  const leaves = all.flatMap((document) => {
    const { sops: _, ...rest } = section(document);
    return leavesOf(rest, '');
  });
  return {
    values: encryptedOf(format === 'binary' ? leaves.map(([, value]) => [WHOLE, value]) : leaves),
    recipients: [
      ...new Set(
        known.flatMap(({ age }) =>
          (Array.isArray(age) ? age : []).map((one) => section(one).recipient).filter(isText),
        ),
      ),
    ],
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** The others are in the clear, or empty. */
const encryptedOf = (values: [string, string][]): Map<string, string> =>
  new Map(values.filter(([, value]) => value.includes('ENC[')));

function jsonOf(text: string): unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}

/** Aliases are not followed: they can expand without limit, and sops has none. */
function yamlOf(text: string): unknown[] {
  try {
    return parseAllDocuments(text, { logLevel: 'silent' }).map((document) =>
      document.errors.length > 0 ? {} : (document.toJS({ maxAliasCount: 0 }) as unknown),
    );
  } catch {
    return [];
  }
}
