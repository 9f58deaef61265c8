import { wellFormed } from '../host/host-key';

const types = [
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
];

/**
 * What is wrong with a public key of a person, or undefined. Options
 * before it are not allowed: the key is all.
 */
export function operatorKeyProblem(text: string): string | undefined {
  const [type = '', encoded = ''] = text.split(' ');
  if (/\p{Cc}/u.test(text) || text !== text.trim()) return 'should be one line without spaces around it';
  if (/PRIVATE KEY/.test(text)) return 'is a private key; write the public one, of the .pub file';
  if (!types.includes(type))
    return 'should be a public key, such as ssh-ed25519 AAAA… anna@laptop, without options';
  // Keys of security tokens have other fields.
  if (type.startsWith('sk-') ? /^[A-Za-z0-9+/]{60,}={0,2}$/.test(encoded) : wellFormed(type, encoded))
    return undefined;
  return 'is cut short or mistyped; copy the whole line of the .pub file';
}
