/**
 * Checks which keys a sops file uses. sops follows the file: a file that names a key service makes sops send
 * requests to any address, with the credentials of this machine. So only age keys are accepted.
 */
import { parseAllDocuments } from 'yaml';
import { RoostError } from '../../errors';
import type { SecretFormat } from '../../fleet/file/app/types';

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

/** Errors: `SecretInvalid` if the file has keys of another kind, or ambiguous metadata. */
export function requireAgeOnly(ciphertext: Buffer, format: SecretFormat, name: string): void {
  const text = ciphertext.toString('utf8');
  const refused = format === 'dotenv' ? refusedInDotenv(text) : refusedInDocument(text);
  if (refused === undefined) return;
  throw new RoostError(
    'SecretInvalid',
    `${name} is not accepted: ${refused}. Encrypt it only for age recipients.`,
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

/** JSON is parsed as YAML too, which finds duplicate keys: sops uses both. */
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

/** Older versions of sops also write the unused kinds of keys. */
const isEmpty = (value: unknown): boolean =>
  value === null || value === 0 || (Array.isArray(value) && value.length === 0);

const shown = (key: string): string => JSON.stringify(key.slice(0, 40));

/** The data key, encrypted for each age recipient. Only a holder of that key can write these blocks. */
export function dataKeys(ciphertext: Buffer): Set<string> {
  const text = ciphertext
    .toString('utf8')
    .replaceAll('\\n', '\n')
    .replace(/[ \t\r\n]/g, '');
  const blocks = text.matchAll(/BEGINAGEENCRYPTEDFILE-----([A-Za-z0-9+/=]+)/g);
  return new Set([...blocks].map(([, block]) => block!));
}
