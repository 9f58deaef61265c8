/** Who sent a request. */
import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';

export interface Sender {
  address: string;
  /** Whether the address tells one sender from another: behind an unnamed proxy it does not. */
  isKnown: boolean;
}

/** `CF-Connecting-IP` is believed only when the tunnel itself brings it: anybody else may write what they like. */
export class Senders {
  readonly #tunnel: string[];
  readonly #last = new WeakMap<Socket, Sender>();

  /** IP addresses of the tunnel. */
  constructor(tunnel: string[]) {
    this.#tunnel = tunnel;
  }

  of({ socket, headers }: Pick<IncomingMessage, 'socket' | 'headers'>): Sender {
    const direct = addressOf(socket);
    const header = headers['cf-connecting-ip'];
    const isKnown = this.#tunnel.includes(direct) && typeof header === 'string' && isIP(header) !== 0;
    const sender = { address: isKnown ? header : direct, isKnown };
    this.#last.set(socket, sender);
    return sender;
  }

  /** Who sent the request that came last by this connection, or began to. */
  lastOf(socket: Socket): Sender {
    return this.#last.get(socket) ?? { address: addressOf(socket), isKnown: false };
  }
}

const addressOf = ({ remoteAddress }: Socket): string => (remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
