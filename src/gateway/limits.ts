/** How much one gateway accepts at once, and how many unsigned requests from one address. */
import { isIP } from 'node:net';
import { MINUTE, SECOND } from '../lib/time';

export const MB = 1024 * 1024;

export const limits = {
  /** GitHub's own limit for a payload. */
  body: 25 * MB,
  /** Requests at once, and the bytes of all their bodies in memory. */
  requests: 200,
  bytes: 100 * MB,
  /** Requests at once of one known sender. */
  perSender: 100,
  connections: 256,
  /** ms for the headers; below, for the whole request with its body. */
  headers: 3 * SECOND,
  request: 5 * SECOND,
  /** ms for Temporal. With `request`, GitHub has its answer within 10 s. */
  temporal: 4 * SECOND,
  /** Requests a minute without a right signature from one address. */
  unverified: 30,
  /**
   * Above `unverified`, a request up to this length is still verified, because many share GitHub's
   * addresses.
   */
  signed: MB,
} as const;

/** Limits requests, and the bytes of their bodies that have arrived. An announced length does not count. */
export class RequestQuota {
  #bytes = 0;
  #requests = 0;
  readonly #bySender = new Map<string, number>();

  /** `sender`: null where senders cannot be distinguished. Undefined: the quota is used up. */
  enter(sender: string | null): Share | undefined {
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

/** The share of one request. */
export interface Share {
  /** False: so many bytes more would exceed the quota. */
  take(count: number): boolean;
  leave(): void;
}

/** Addresses that are counted at once; of more, the oldest are forgotten. */
const MOST = 10_000;

/** Counts requests that were refused without a right signature, by address and minute. */
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

/** An IPv6 sender has a network of addresses, so its first four groups identify it. */
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
