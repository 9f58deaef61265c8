/** The sender of a request. */
import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';

export interface Sender {
  address: string;
  /**
   * Whether the address identifies the sender. Behind a proxy that the fleet file does not name it does
   * not.
   */
  isKnown: boolean;
}

/** Trusts `CF-Connecting-IP` only from the tunnel itself, because any other client can forge it. */
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

  /** The sender of the last request, complete or not, on this connection. */
  lastOf(socket: Socket): Sender {
    return this.#last.get(socket) ?? { address: addressOf(socket), isKnown: false };
  }
}

const addressOf = ({ remoteAddress }: Socket): string => (remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
