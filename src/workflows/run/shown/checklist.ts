import { sentences } from '../../../lib/sentences';
import type { Plan } from '../../../protocol/plan';
import type {
  Failure,
  Outcome,
  Progress,
  RunResult,
  StepProgress,
  StepState,
  Waiting,
} from '../../../protocol/run';
import type { StepReport } from '../../../protocol/steps/activities';
import type { Found, Step } from '../../../protocol/steps/step';
import type { Answer } from '../../engine/types';

/** How far the run is, as data; `changed` is called after every change. */
export class Checklist {
  readonly warnings: string[] = [];
  outcome: Outcome | null = null;
  found: Found | undefined;
  /** By step: the event before it, for a reset. */
  readonly events = new Map<string, number>();
  private base: Exclude<Progress['phase'], 'waiting'> = 'locking';
  private plan: Plan | null = null;
  private steps: StepProgress[] = [];
  private waiting: Waiting | null = null;
  private failure: Failure | null = null;

  /** `event`: the event that a reset to before now needs. */
  constructor(
    private readonly changed: (list: Checklist) => void = () => {},
    private readonly event: () => number | null = () => null,
  ) {}

  begin(plan: Plan): void {
    this.plan = plan;
    this.warnings.push(...plan.warnings);
    this.steps = plan.steps.map(({ id, title }) => ({ id, title, state: 'pending' }));
    this.changed(this);
  }

  /** Of a run without a plan. */
  open(steps: Pick<StepProgress, 'id' | 'title'>[]): void {
    this.steps = steps.map(({ id, title }) => ({ id, title, state: 'pending' }));
    this.changed(this);
  }

  phase(phase: Exclude<Progress['phase'], 'waiting'>, failure = this.failure): void {
    this.base = phase;
    this.failure = failure;
    this.changed(this);
  }

  wait(waiting: Waiting | null): void {
    this.waiting = waiting;
    this.changed(this);
  }

  warn(text: string): void {
    this.warnings.push(text);
    this.changed(this);
  }

  set({ id }: Pick<Step, 'id'>, state: StepState, more: Pick<StepProgress, 'seconds' | 'note'> = {}): void {
    const line = this.steps.find((one) => one.id === id);
    const event = state === 'running' ? this.event() : null;
    if (event !== null) this.events.set(id, event);
    if (line)
      Object.assign(line, { state, seconds: more.seconds ?? line.seconds, note: more.note ?? line.note });
    this.changed(this);
  }

  report(step: Step, state: StepState, { seconds, note, warnings = [], found }: StepReport): void {
    this.warnings.push(...warnings);
    if (found) this.found = { ...this.found, ...found };
    this.set(step, state, { seconds, note });
  }

  warned(step: Step, failure: Failure): void {
    this.warnings.push(`${step.title}: ${failure.code}: ${failure.message}`);
    this.set(step, 'warned');
  }

  skipped(step: Step, failure: Failure, { by, reason }: Answer): void {
    this.warnings.push(
      sentences(
        `${step.title}: skipped by ${by}${reason ? ` (${reason})` : ''} after ${failure.code}:`,
        failure.message,
      ),
    );
    this.set(step, 'skipped');
  }

  progress(): Progress {
    const { plan, steps, waiting, failure } = this;
    return { phase: waiting ? 'waiting' : this.base, plan, steps, waiting, failure };
  }

  result(outcome: Outcome, failure: Failure | null): RunResult {
    this.outcome = outcome;
    this.phase('ended', failure);
    const { plan, steps, warnings, found } = this;
    // In the order in which a person reads it in the UI.
    return { outcome, failure, warnings, found, steps, plan };
  }
}
