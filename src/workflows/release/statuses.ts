/** Commit statuses of a deploy. None of them can fail it. */
import { ActivityFailure } from '@temporalio/common';
import { CancellationScope } from '@temporalio/workflow';
import type { PlannedFleet } from '../../fleet/file/planned';
import type { Plan, ReleasePlan } from '../../protocol/plan';
import type { StatusRequest } from '../../protocol/push';
import type { Ending } from '../engine/types';
import { activity } from '../run/activities';
import { traitsOf } from '../run/failure';
import type { Follower } from '../run/runPlanned';

/** Of the commits between, so many of the newest are marked as superseded. */
const MOST_SUPERSEDED = 10;

export class Statuses implements Follower {
  private commit: string | null = null;
  private superseded: string[] = [];
  private fleet: PlannedFleet | undefined;
  private begun: Promise<void> = Promise.resolve();

  constructor(private readonly app: string) {}

  planned({ plan, statuses }: { plan: Plan; statuses?: true }): void {
    // Recorded with the plan: a run that was started without them stays without.
    // Without a step the commit has its status already.
    if (!statuses || plan.kind !== 'deploy' || plan.steps.length === 0) return;
    const { to, commits, scope } = plan as ReleasePlan;
    this.fleet = scope.fleet;
    this.commit = to.commit;
    this.superseded = commits
      .map(({ commit }) => commit)
      .filter((commit) => commit !== to.commit)
      .slice(0, MOST_SUPERSEDED);
    this.begun = this.write({
      app: this.app,
      commit: to.commit,
      state: 'pending',
      description: `deploying ${to.subject}`,
    });
  }

  /** A head that was refused before there was a plan. */
  refused(error: unknown): void {
    this.commit ??= traitsOf(error).commitForStatus ?? null;
  }

  async end({ outcome, failure }: Ending): Promise<void> {
    await this.begun;
    if (this.commit === null) return;
    const state = outcome === 'succeeded' ? 'success' : outcome === 'cancelled' ? 'error' : 'failure';
    const description = failure ? `${outcome}: ${failure.code}: ${failure.message}` : 'deployed';
    const superseded = state === 'success' ? this.superseded : [];
    await this.write({ app: this.app, commit: this.commit, state, description, superseded });
  }

  private write(request: StatusRequest): Promise<void> {
    const work = async (): Promise<void> =>
      activity('writeStatus', `Commit status: ${request.state}`)({ ...request, planned: this.fleet });
    // The activity has logged why.
    return CancellationScope.nonCancellable(work).catch((error: unknown) => {
      if (!(error instanceof ActivityFailure)) throw error;
    });
  }
}
