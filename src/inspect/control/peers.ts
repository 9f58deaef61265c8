/** Who is logged in on a host by SSH, besides this machine. Argv and parser, both pure. */
import { shellScript } from '../../lib/shell-script';

export const peersArgv = shellScript(__dirname, 'peers');

/** The kernel's number for an established connection. */
const ESTABLISHED = '01';

/** Addresses, each once. Without `SSH_CONNECTION` nothing is known: none. */
export function parsePeers(text: string): string[] {
  const [own = '', ...rows] = text.split('\n');
  const [tag, from, , , port] = own.split(' ');
  if (tag !== 'own' || !from || !port) return [];
  const peers = rows.flatMap((row) => {
    const [, local = '', remote = '', state] = row.trim().split(/\s+/);
    if (state !== ESTABLISHED || portOf(local) !== Number(port)) return [];
    const address = addressOf(remote.split(':')[0] ?? '');
    return address === null || address === plain(from) || address.startsWith('127.') || address === '::1'
      ? []
      : [address];
  });
  return [...new Set(peers)].sort();
}

const portOf = (end: string): number => parseInt(end.split(':')[1] ?? '', 16);

/** `::ffff:192.0.2.1` is 192.0.2.1. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** The kernel prints words of 32 bits in the order of a little-endian machine. */
function addressOf(hex: string): string | null {
  if (!/^(?:[0-9A-F]{8}|[0-9A-F]{32})$/i.test(hex)) return null;
  const bytes = hex
    .match(/.{8}/g)!
    .flatMap((word) => word.match(/../g)!.reverse())
    .map((byte) => parseInt(byte, 16));
  if (bytes.length === 4) return bytes.join('.');
  const mapped = bytes.slice(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 255));
  if (mapped) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bytes[2 * i]! << 8) | bytes[2 * i + 1]!);
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}
