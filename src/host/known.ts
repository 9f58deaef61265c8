import type { Host } from './types';

/** Preparations of a host, by name: done once for all callers, and again after a failure or `forget`. */
export class Known {
  private readonly hosts = new WeakMap<Host, Map<string, Promise<void>>>();

  async ensure(host: Host, name: string, make: () => Promise<void>): Promise<void> {
    const known = this.hosts.get(host) ?? new Map<string, Promise<void>>();
    this.hosts.set(host, known);
    let ready = known.get(name);
    if (!ready) {
      ready = make();
      known.set(name, ready);
      ready.catch(() => known.delete(name));
    }
    await ready;
  }

  forget(host: Host, name: string): void {
    this.hosts.get(host)?.delete(name);
  }
}
