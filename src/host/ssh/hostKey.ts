import { createHash } from 'node:crypto';
import { RoostError } from '../../errors';

export interface HostKey {
  type: string;
  /** The bytes as SSH sends them, for comparison. */
  blob: Buffer;
}

/** As `ssh-keygen -l` shows it. */
export const fingerprint = (blob: Buffer): string =>
  `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;

/** The key's type as the key itself names it: a length and that many letters. */
export function typeOf(blob: Buffer): string | null {
  if (blob.length < 4) return null;
  const length = blob.readUInt32BE(0);
  return length > 0 && blob.length > 4 + length ? blob.toString('latin1', 4, 4 + length) : null;
}

/** Reads `ssh-ed25519 AAAA… comment`. */
export function parseHostKey(text: string, host: string): HostKey {
  const [type = '', encoded = ''] = text.trim().split(/\s+/);
  const blob = Buffer.from(encoded, 'base64');
  if (type === '' || typeOf(blob) !== type) {
    throw new RoostError(
      'FleetInvalid',
      `The host key of ${host} is not a public key such as "ssh-ed25519 AAAA…".`,
      { host },
    );
  }
  return { type, blob };
}

const others = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/**
 * The pinned type first, so that a host with several keys sends that one; then the other types, so that the
 * error can name a wrong key.
 */
export function hostKeyAlgorithms(type: string): string[] {
  const pinned = type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type];
  return [...pinned, ...others.filter((other) => !pinned.includes(other))];
}
