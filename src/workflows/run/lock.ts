import type { Lease, LockRequest } from '../../protocol/lock';
import type { Plan } from '../../protocol/plan';
import { scopeText } from '../../protocol/scope';
import { Retaken } from '../engine/types';
import { activity } from './activities';
import { failureOf } from './failure';

/** How often in a row one call may find the lock gone, before that is an error. */
const mostLosses = 5;

/** The scope's lock as this run holds it. Activities decide who holds it; the run only has the lease. */
export class Lock {
  private lease: Lease | null = null;
  private taking: Promise<Lease> | null = null;
  /** Whether this run has lost it in between, as a reset run has. */
  lost = false;
  /** Known once there is a plan; a lock that is taken again then reports which steps its runs had begun. */
  private operation: string | undefined;

  /** Seconds until it was first had; null: not yet. */
  waited: number | null = null;

  /** `limit`: ms for all tries to have it. */
  constructor(
    private request: LockRequest,
    private readonly limit?: number,
  ) {}

  /** From now on the lock is where the plan has it, wherever the fleet file has the app by then. */
  follow({ operation, scope }: Plan): void {
    this.operation = operation;
    if (scope.fleet) this.request = { ...this.request, scope };
  }

  /**
   * Calls with the lease. A reset run replays its former lease and learns from
   * the first call that it holds nothing: it takes the lock and calls again,
   * or throws `Retaken`.
   */
  async holding<T>(call: (lease: Lease) => Promise<T>, onLost: 'again' | 'throw' = 'again'): Promise<T> {
    for (let lost = 0; ;) {
      const lease = this.lease ?? (await this.take());
      try {
        return await call(lease);
      } catch (error) {
        if (failureOf(error).code !== 'LockLost' || ++lost === mostLosses) throw error;
        // A neighbour of the same group may have taken it already.
        if (this.lease === lease) this.lease = null;
        this.lost = true;
        if (onLost === 'again') continue;
        await this.take();
        throw new Retaken();
      }
    }
  }

  take(): Promise<Lease> {
    this.taking ??= activity(
      'acquireLock',
      `Take the lock of ${scopeText(this.request.scope)}`,
      this.limit,
    )({ ...this.request, operation: this.operation })
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
    const { lease, request } = this;
    this.lease = null;
    if (lease)
      await activity('releaseLock', `Free the lock of ${scopeText(request.scope)}`)(
        { ...lease, scope: request.scope },
        operation,
      );
  }
}
