import { CancellationScope } from '@temporalio/workflow';
import { aboutPlan } from '../../../plan/about';
import { proofOf } from '../../../plan/drill/proof';
import { rehearsalReport } from '../../../plan/rehearsal/report';
import { short } from '../../../plan/short';
import type { Plan } from '../../../protocol/plan';
import type { PlanKind } from '../../../protocol/plan-kinds';
import type { RunReport } from '../../../protocol/reports/run-report';
import type { Failure, Waiting } from '../../../protocol/run';
import { type ScopeName, appAndHost } from '../../../protocol/scope';
import type { RehearsalSummary } from '../../../protocol/steps/rehearsal';
import type { Ending } from '../../engine/types';
import { activity } from '../activities';
import { isWorldly } from '../failure';
import type { Lock } from '../lock';
import type { Checklist } from './checklist';

interface Run {
  kind: PlanKind;
  scope: ScopeName;
  reason?: string;
  noWayBack?: true;
  rehearses?: RehearsalSummary['scenario'];
}

/** Reports how the run ends and when it waits. The run does not depend on that. */
export class Reports {
  private readonly waits: Promise<void>[] = [];

  constructor(
    private readonly run: Run,
    private readonly list: Checklist,
    private readonly lock: Lock,
  ) {}

  /** Beside the wait: no answer is held up by it. */
  waiting({ failure, title, prompt, verbs, after }: Waiting): void {
    const wait = { number: this.waits.length + 1, prompt, verbs, after };
    this.waits.push(this.send({ ...this.report(failure), outcome: null, step: title, wait }));
  }

  async ended({ outcome, failure }: Ending): Promise<void> {
    await Promise.all([...this.waits, this.send({ ...this.report(failure), outcome, wait: null })]);
  }

  private report(failure: Failure | null): Omit<RunReport, 'outcome' | 'wait'> {
    const { plan, steps } = this.list.progress();
    const { kind, scope, reason, noWayBack, rehearses } = this.run;
    return {
      workflow: kind,
      ...appAndHost(plan?.scope ?? scope),
      reason,
      noWayBack,
      failure,
      step: steps.find(({ id }) => id === failure?.step)?.title ?? null,
      release: plan && releaseText(plan),
      operation: plan?.operation ?? null,
      lockSeconds: this.lock.waited,
      planned: plan?.scope.fleet,
      drill: proofOf(plan, steps),
      rehearsal: rehearses && rehearsalReport(rehearses, steps, failure),
    };
  }

  /** A cancelled run is reported as well. */
  private async send(report: RunReport): Promise<void> {
    const title = report.wait ? 'Report that the run waits' : 'Report how the run ended';
    await CancellationScope.nonCancellable(() => activity('reportRun', title)(report)).catch(
      (error: unknown) => {
        if (!isWorldly(error)) throw error;
      },
    );
  }
}

function releaseText(plan: Plan): string | null {
  const { commit, version } = aboutPlan(plan);
  return [commit && short(commit), version].filter(Boolean).join(' ') || null;
}
