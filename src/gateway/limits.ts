/** What one gateway takes at once, and how often it listens to somebody who cannot sign. */
import { isIP } from 'node:net';
import { MINUTE } from '../lib/time';

export const MB = 1024 * 1024;

export const limits = {
  /** GitHub's own: it drops what is larger. */
  body: 25 * MB,
  /** Requests at once, and the bytes that they may hold in memory together. */
  requests: 200,
  bytes: 100 * MB,
  /** Thereof requests of one known sender. */
  perSender: 100,
  connections: 256,
  /** ms for the headers, and for the whole request with its body. */
  headers: 3_000,
  request: 5_000,
  /** ms for Temporal: with the above, GitHub has its answer within 10 s. */
  temporal: 4_000,
  /** Requests without a right signature from one address in a minute. */
  unverified: 30,
  /** A request up to this length is verified though its sender is over that limit: many share GitHub's addresses. */
  signed: MB,
} as const;

/** Room for requests, and for the bytes of their bodies that have come: what a request announces takes none. */
export class Room {
  #bytes = 0;
  #requests = 0;
  readonly #bySender = new Map<string, number>();

  /** `sender`: one that is known; null: requests cannot be told apart. Undefined: there is no room. */
  enter(sender: string | null): Place | undefined {
    const own = sender === null ? 0 : (this.#bySender.get(sender) ?? 0);
    if (this.#requests >= limits.requests || own >= limits.perSender) return undefined;
    this.#requests += 1;
    if (sender !== null) this.#bySender.set(sender, own + 1);
    let bytes = 0;
    let isOpen = true;
    return {
      take: (count) => {
        if (!isOpen || this.#bytes + count > limits.bytes) return false;
        bytes += count;
        this.#bytes += count;
        return true;
      },
      leave: () => {
        if (!isOpen) return;
        isOpen = false;
        this.#requests -= 1;
        this.#bytes -= bytes;
        if (sender !== null) this.#forget(sender);
      },
    };
  }

  #forget(sender: string): void {
    const left = this.#bySender.get(sender)! - 1;
    if (left > 0) this.#bySender.set(sender, left);
    else this.#bySender.delete(sender);
  }
}

/** What one request holds. */
export interface Place {
  /** False: there is no room for so many bytes more. */
  take(count: number): boolean;
  leave(): void;
}

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
