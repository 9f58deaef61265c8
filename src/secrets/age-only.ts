/**
 * Which keys a sops file asks for. sops obeys the file: one that names a key service makes sops send requests to an
 * address of the file's choice, with the credentials of this machine. So only age keys are accepted.
 */
import { parseAllDocuments } from 'yaml';
import { RoostError } from '../errors';
import type { SecretFormat } from '../fleet/file/app/types';

const accepted = new Set([
  'age',
  'lastmodified',
  'mac',
  'mac_only_encrypted',
  'version',
  'unencrypted_suffix',
  'encrypted_suffix',
  'unencrypted_regex',
  'encrypted_regex',
  'unencrypted_comment_regex',
  'encrypted_comment_regex',
]);

/** Errors: `SecretInvalid` where the file has keys of another kind, or metadata that can be read in two ways. */
export function requireAgeOnly(ciphertext: Buffer, format: SecretFormat, name: string): void {
  const text = ciphertext.toString('utf8');
  const refused = format === 'dotenv' ? refusedInDotenv(text) : refusedInDocument(text);
  if (refused === undefined) return;
  throw new RoostError(
    'SecretInvalid',
    `${name} is not accepted: ${refused}. Encrypt it for age recipients alone.`,
    { file: name },
  );
}

function refusedInDotenv(text: string): string | undefined {
  for (const [, key = ''] of text.matchAll(/^\s*sops_([^=\r\n]*)=/gim)) {
    const section = key.split('__')[0]!;
    if (!accepted.has(section)) return `its sops metadata have ${shown(section)}`;
  }
  return undefined;
}

/** JSON is read as YAML too: that finds a key that stands twice, of which sops takes both. */
function refusedInDocument(text: string): string | undefined {
  const documents = parseAllDocuments(text, { logLevel: 'error' });
  if (!Array.isArray(documents)) return undefined;
  for (const document of documents) {
    if (document.errors.length > 0 || document.warnings.length > 0) return 'it can be read in two ways';
    for (const [key, value] of entriesOf(document.toJS())) {
      if (key.toLowerCase() !== 'sops' && key !== '<<') continue;
      if (key !== 'sops') return `it has the key ${shown(key)}`;
      for (const [section, keys] of entriesOf(value))
        if (!accepted.has(section) && !isEmpty(keys)) return `its sops metadata have ${shown(section)}`;
    }
  }
  return undefined;
}

const entriesOf = (value: unknown): [string, unknown][] =>
  value !== null && typeof value === 'object' ? Object.entries(value) : [];

/** Older versions of sops write each kind of key that is not used. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === 0 || (Array.isArray(value) && value.length === 0);

const shown = (key: string): string => JSON.stringify(key.slice(0, 40));

/** Blocks by which age recipients get the data key. They cannot be made anew without that key. */
export function dataKeys(ciphertext: Buffer): Set<string> {
  const text = ciphertext
    .toString('utf8')
    .replaceAll('\\n', '\n')
    .replace(/[ \t\r\n]/g, '');
  const blocks = text.matchAll(/BEGINAGEENCRYPTEDFILE-----([A-Za-z0-9+/=]+)/g);
  return new Set([...blocks].map(([, block]) => block!));
}
