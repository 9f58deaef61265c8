/** An app whose data a restore changes: its activities act on a value here instead of a host. */
import { createHash, randomBytes } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { RoostError } from '../../src/errors';
import { DAY } from '../../src/lib/time';
import { planRestore } from '../../src/plan/restore/restore';
import { chooseSnapshot } from '../../src/plan/restore/snapshot';
import type { RestorePlan } from '../../src/protocol/plan';
import type { RestoreRequest } from '../../src/protocol/requests';
import { app as phone, select, world as facts } from '../plan/restore/world';
import type { FakeApp } from '../workflows/fakes';
import type { World } from '../workflows/world';

/** Oldest first, one a night. */
export interface Held {
  id: string;
  time: string;
  holds: string;
}

const hex = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Of the last nights; each holds the name of its day. */
export const nights = (count: number, now = Date.now()): Held[] =>
  Array.from({ length: count }, (_, ago) => new Date(now - (ago + 1) * DAY).toISOString())
    .reverse()
    .map((time) => ({ id: hex(time.slice(0, 10)), time, holds: time.slice(0, 10) }));

export class FakeData {
  live = 'today';
  /** By operation. */
  private readonly kept = new Map<string, string>();
  readonly fake: FakeApp;

  constructor(
    world: World,
    readonly snapshots: Held[],
    readonly name = 'phone',
  ) {
    this.fake = world.appOf(this.planOf({ app: name }));
    this.fake.on('planRestore', () => this.plan());
    this.fake.on('swap-postgres', (context) => this.swap(context!.operation));
    this.fake.on('undo swap-postgres', (context) => this.swapBack(context!.operation));
    this.fake.on('record', () => ({ found: { restored: this.restored() } }));
  }

  private plan(): void {
    try {
      this.fake.plan = this.planOf(this.fake.requests.at(-1) as RestoreRequest);
    } catch (error) {
      if (!(error instanceof RoostError)) throw error;
      throw ApplicationFailure.create({ type: error.code, message: error.message, nonRetryable: true });
    }
  }

  private planOf({ what, paths, snapshot = 'latest' }: RestoreRequest): RestorePlan {
    const { id, time } = this.chosen(snapshot);
    const app = { ...phone, name: this.name };
    const world = facts({
      app,
      selection: select({ what, paths }),
      snapshot: { ...facts().snapshot, id, time },
    });
    return planRestore(world, randomBytes(5).toString('hex'), 60_000);
  }

  private chosen(wish: string): Held {
    return chooseSnapshot(this.name, this.snapshots, wish, { now: new Date(), zone: 'UTC' });
  }

  private get planned(): RestorePlan {
    return this.fake.plan as RestorePlan;
  }

  private swap(operation: string): void {
    if (this.kept.has(operation)) return;
    this.kept.set(operation, this.live);
    this.live = this.snapshots.find(({ id }) => id === this.planned.restore.snapshot.id)!.holds;
  }

  private swapBack(operation: string): void {
    const former = this.kept.get(operation);
    if (former === undefined) return;
    this.live = former;
    this.kept.delete(operation);
  }

  private restored() {
    const { operation, restore } = this.planned;
    const { id, time } = restore.snapshot;
    const keptUntil = new Date(Date.now() + restore.keep).toISOString();
    const item = { what: 'database phone', kept: `database roost_kept_${operation}` };
    return { snapshot: id, takenAt: time, keptUntil, items: [item] };
  }
}
