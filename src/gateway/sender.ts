/** Who sent a request. */
import { isIP } from 'node:net';

export interface Sender {
  address: string;
  /** Whether the address tells one sender from another: behind an unnamed proxy it does not. */
  isKnown: boolean;
}

/** `CF-Connecting-IP` is believed only when the tunnel itself brings it: anybody else may write what they like. */
export function senderOf(
  peer: string | undefined,
  header: string | string[] | undefined,
  tunnel: string[],
): Sender {
  const direct = (peer ?? 'unknown').replace(/^::ffff:/, '');
  if (tunnel.includes(direct) && typeof header === 'string' && isIP(header) !== 0)
    return { address: header, isKnown: true };
  return { address: direct, isKnown: false };
}
