/** What a release will find on its host: ports that are taken, and room for images. */
import { shellScript } from '../../lib/shell-script';

export const surroundingsArgv = shellScript(__dirname, 'surroundings');

/** An address and port that something listens at. `ip` empty: at every address of its family. */
export interface Listener {
  protocol: string;
  family: 4 | 6;
  ip: string;
  port: number;
}

export interface Surroundings {
  containers: { id: string; name: string; ports: Listener[] }[];
  listening: Listener[];
  /** Where Docker keeps its images; null: not known. */
  freeBytes: number | null;
  /** Null: not known, or a file system that has no such number. */
  freeInodes: number | null;
  /** Bytes by name. */
  images: Map<string, number>;
}

export function parseSurroundings(stdout: string): Surroundings {
  const [containers = '', sockets = '', free = '', images = ''] = stdout.split('\0');
  const [kib = '', inodes = ''] = free.split(' ');
  return {
    containers: lines(containers).map((line) => {
      const [id = '', name = '', ports = ''] = line.split('\t');
      return { id, name, ports: publishedIn(ports) };
    }),
    listening: lines(sockets).flatMap(socket),
    freeBytes: /^\d+$/.test(kib) ? Number(kib) * 1024 : null,
    freeInodes: /^[1-9]\d*$/.test(inodes) ? Number(inodes) : null,
    images: new Map(
      lines(images).flatMap((line) => {
        const at = line.indexOf(' ');
        const size = Number(line.slice(0, at));
        return Number.isFinite(size) ? [[line.slice(at + 1), size] as const] : [];
      }),
    ),
  };
}

const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** More ports than a host has are no port. */
const MOST = 65_536;

/** `0.0.0.0:80->80/tcp, [::]:8000-8001->80-81/tcp, 443/tcp`: the last one is not published. */
function publishedIn(text: string): Listener[] {
  return text.split(', ').flatMap((one) => {
    const found = /^(.*):(\d+)(?:-(\d+))?->[\d-]+\/(\w+)$/.exec(one);
    if (!found) return [];
    const [, address = '', first, last = first, protocol = ''] = found;
    return portsBetween(Number(first), Number(last)).map((port) => ({
      protocol,
      ...addressOf(address),
      port,
    }));
  });
}

export const portsBetween = (first: number, last: number): number[] =>
  first > 0 && last >= first && last < MOST
    ? Array.from({ length: last - first + 1 }, (_, i) => first + i)
    : [];

export function addressOf(address: string): Pick<Listener, 'ip' | 'family'> {
  const ip = address.replace(/^\[(.*)\]$/, '$1');
  if (ip.includes(':')) return { ip: ip === '::' ? '' : ip.toLowerCase(), family: 6 };
  return { ip: ip === '0.0.0.0' ? '' : ip, family: 4 };
}

/** `tcp 0100007F:1F90`: an address is written in words of 32 bits, the lowest byte first. */
function socket(line: string): Listener[] {
  const found = /^(tcp|udp)(6?) ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(line);
  if (!found) return [];
  const [, protocol = '', six, hex = '', port = ''] = found;
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  return [
    { protocol, ...(six ? addressOf(longIp(bytes)) : addressOf(shortIp(bytes))), port: parseInt(port, 16) },
  ];
}

const shortIp = (bytes: string[]): string => bytes.map((byte) => parseInt(byte, 16)).join('.');

/** Without zeros that say nothing: an address of IPv4 within IPv6 as that of IPv4. */
function longIp(bytes: string[]): string {
  if (bytes.every((byte) => byte === '00')) return '::';
  if (/^(?:00){10}FFFF/.test(bytes.join(''))) return shortIp(bytes.slice(12));
  const url = new URL(`http://[${bytes.join('').match(/.{4}/g)!.join(':')}]`);
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
