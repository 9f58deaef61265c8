const types = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa'];

/** What is wrong with a public host key as written in the fleet file, or undefined. */
export function hostKeyProblem(text: string): string | undefined {
  const [type = '', encoded = ''] = text.trim().split(/\s+/);
  if (/^(SHA256|MD5):/.test(type))
    return 'is a fingerprint; write the key itself, as `ssh-keyscan HOST` prints it';
  if (types.includes(encoded)) return 'begins with an address; write only the key type and the key';
  if (!types.includes(type))
    return 'should be a public host key, such as ssh-ed25519 AAAA…; `ssh-keyscan HOST` prints it';
  return wellFormed(type, encoded)
    ? undefined
    : 'is cut short or mistyped; copy the whole line that `ssh-keyscan HOST` prints';
}

/** The key without its comment, so that two spellings of one key compare equal. */
export const bareHostKey = (text: string): string => text.trim().split(/\s+/).slice(0, 2).join(' ');

/** The blob repeats its type, and every field carries its length: a lost character shows. */
export function wellFormed(type: string, encoded: string): boolean {
  const blob = Buffer.from(encoded, 'base64');
  if (blob.toString('base64') !== encoded) return false;
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return false;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  if (at !== blob.length || fields[0]?.toString() !== type) return false;
  return type === 'ssh-ed25519' ? fields.length === 2 && fields[1]!.length === 32 : fields.length === 3;
}
