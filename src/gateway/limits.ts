/** What one gateway takes at once, and how often it listens to somebody who cannot sign. */
import { isIP } from 'node:net';

export const MB = 1024 * 1024;

export const limits = {
  /** GitHub's own: it drops what is larger. */
  body: 25 * MB,
  /** Requests at once, and the bytes that they may hold in memory together. */
  requests: 200,
  bytes: 100 * MB,
  connections: 256,
  /** ms for the headers, and for the whole request with its body. */
  headers: 3_000,
  request: 5_000,
  /** ms for Temporal: with the above, GitHub has its answer within 10 s. */
  temporal: 4_000,
  /** Requests without a right signature from one address in a minute. */
  unverified: 30,
} as const;

/** Room for requests and their bodies. */
export class Room {
  private requests = 0;
  private bytes = 0;

  /** Undefined: there is none. Else what gives it back, once. */
  enter(contentLength: string | undefined): (() => void) | undefined {
    // A body that does not tell its length may be as long as the limit.
    const size =
      contentLength !== undefined && /^\d+$/.test(contentLength)
        ? Math.min(Number(contentLength), limits.body)
        : limits.body;
    if (this.requests >= limits.requests || this.bytes + size > limits.bytes) return undefined;
    this.requests += 1;
    this.bytes += size;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.requests -= 1;
      this.bytes -= size;
    };
  }
}

const MINUTE = 60_000;
/** More addresses than this in a minute are not kept apart: the oldest are forgotten. */
const MOST = 10_000;

/** Counts what was refused for want of a signature, by address and minute. */
export class Unverified {
  private counts = new Map<string, { count: number; until: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  note(address: string): void {
    const key = keyOf(address);
    const known = this.counts.get(key);
    if (known && known.until > this.now()) {
      known.count += 1;
      return;
    }
    this.counts.delete(key);
    this.counts.set(key, { count: 1, until: this.now() + MINUTE });
    if (this.counts.size > MOST) this.counts.delete(this.counts.keys().next().value!);
  }

  isOver(address: string): boolean {
    const known = this.counts.get(keyOf(address));
    return known !== undefined && known.until > this.now() && known.count >= limits.unverified;
  }
}

/** One sender of IPv6 has a network of addresses: its first four groups tell it from others. */
function keyOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail = ''] = address.split('::');
  const first = head.split(':').filter(Boolean);
  const groups = address.includes('::')
    ? [
        ...first,
        ...Array<string>(Math.max(0, 8 - first.length - tail.split(':').filter(Boolean).length)).fill('0'),
      ]
    : first;
  return groups.slice(0, 4).join(':');
}
