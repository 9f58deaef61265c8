import type { Lease, LockRequest } from '../../protocol/lock';
import { Retaken } from '../engine/types';
import { activity } from './activities';
import { failureOf } from './failure';

/** So often in a row one call may find the lock gone: then something is wrong. */
const mayLose = 5;

/** The app's lock as this run holds it. Who holds it is decided by the activities; the run only has the lease. */
export class Lock {
  private lease: Lease | null = null;
  private taking: Promise<Lease> | null = null;
  /** Whether this run has lost it in between, as a reset run has. */
  lost = false;
  /** Known once there is a plan; a lock taken again tells then how far its runs had come. */
  operation: string | null = null;

  /** Seconds until it was first had; null: not yet, or not told. */
  waited: number | null = null;

  /** `limit`: ms for all tries to have it. */
  constructor(
    private readonly request: LockRequest,
    private readonly limit?: number,
  ) {}

  /**
   * Calls with the lease. A reset run replays its former lease and learns from
   * the first call that it holds nothing: it takes the lock and calls again,
   * or throws `Retaken`.
   */
  async holding<T>(call: (lease: Lease) => Promise<T>, again: 'again' | 'tell' = 'again'): Promise<T> {
    for (let lost = 0; ;) {
      const lease = this.lease ?? (await this.take());
      try {
        return await call(lease);
      } catch (error) {
        if (failureOf(error).code !== 'LockLost' || ++lost === mayLose) throw error;
        // A neighbour of the same group may have taken it already.
        if (this.lease === lease) this.lease = null;
        this.lost = true;
        if (again === 'again') continue;
        await this.take();
        throw new Retaken();
      }
    }
  }

  take(): Promise<Lease> {
    this.taking ??= activity(
      'acquireLock',
      `Take the lock of ${this.request.app}`,
      this.limit,
    )({ ...this.request, ...(this.operation && { operation: this.operation }) })
      .then((lease) => {
        this.waited ??= lease.waited ?? null;
        return (this.lease = lease);
      })
      .finally(() => (this.taking = null));
    return this.taking;
  }

  get begun(): readonly string[] {
    return this.lease?.begun ?? [];
  }

  async release(operation: string | null): Promise<void> {
    const { lease } = this;
    this.lease = null;
    if (lease) await activity('releaseLock', `Free the lock of ${this.request.app}`)(lease, operation);
  }
}
