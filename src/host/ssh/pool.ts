import type { Client } from 'ssh2';
import { RoostError } from '../../errors';

/** Below sshd's MaxSessions of 10. */
const channelsPerConnection = 6;
/** Long commands must not starve short ones: a command that waits longer gets another connection. */
const growAfter = 300;
const maxConnections = 4;
const maxReplacements = 4;

interface Link {
  client: Promise<Client>;
  used: number;
  /** Takes no new channels; ends with its last one. */
  retired: boolean;
}

/** No channel was opened, so the command has not run. */
export class ChannelRefused extends Error {}

/** Open connections to one host, and the queue for their channels. */
export class Pool {
  readonly #links = new Set<Link>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(
    private readonly hostName: string,
    private readonly open: () => Promise<Client>,
  ) {}

  /** Lends a connected client for one channel. */
  async use<T>(work: (client: Client) => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      const link = await this.#lease(signal);
      try {
        return await work(await link.client);
      } catch (error) {
        // Its channel ended without an outcome: what is left of the connection is not trusted.
        if (error instanceof RoostError && error.code === 'ConnectionLost') this.#retire(link);
        if (!(error instanceof ChannelRefused)) throw error;
        // Aborted commands still hold sessions of this connection: open another one.
        this.#retire(link);
        if (attempt >= maxReplacements) {
          throw new RoostError(
            'HostBusy',
            `${this.hostName} opens no further sessions: ${error.message}`,
            { host: this.hostName },
            { cause: error },
          );
        }
      } finally {
        this.#giveBack(link);
      }
    }
  }

  close(): void {
    this.#closed = true;
    for (const link of this.#links) this.#retire(link, true);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #lease(signal?: AbortSignal): Promise<Link> {
    for (let overdue = false; ;) {
      signal?.throwIfAborted();
      if (this.#closed)
        throw new RoostError(
          'HostUnreachable',
          `The connection to ${this.hostName} was closed by roost itself.`,
          { host: this.hostName },
        );
      const link =
        this.#free() ??
        (this.#links.size === 0 || (overdue && this.#links.size < maxConnections) ? this.#grow() : undefined);
      if (link) {
        link.used++;
        return link;
      }
      overdue = await this.#turn(signal);
    }
  }

  #free(): Link | undefined {
    return [...this.#links].find((link) => link.used < channelsPerConnection);
  }

  #grow(): Link {
    const client = this.open();
    const link: Link = { client, used: 0, retired: false };
    this.#links.add(link);
    client.then(
      (opened) => opened.once('close', () => this.#retire(link)),
      () => this.#retire(link),
    );
    return link;
  }

  #retire(link: Link, atOnce = false): void {
    link.retired = true;
    this.#links.delete(link);
    if (atOnce || link.used === 0)
      link.client.then(
        (client) => client.end(),
        () => undefined,
      );
    this.#waiting.shift()?.();
  }

  #giveBack(link: Link): void {
    link.used--;
    if (link.retired && link.used === 0)
      link.client.then(
        (client) => client.end(),
        () => undefined,
      );
    this.#waiting.shift()?.();
  }

  /** Waits for a free channel; true: the wait was so long that another connection is needed. */
  #turn(signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (overdue: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        const at = this.#waiting.indexOf(wake);
        if (at >= 0) this.#waiting.splice(at, 1);
        resolve(overdue);
      };
      const wake = () => end(false);
      const timer = setTimeout(() => end(true), growAfter);
      signal?.addEventListener('abort', wake);
      this.#waiting.push(wake);
    });
  }
}
