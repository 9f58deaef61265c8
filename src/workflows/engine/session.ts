import type { Plan } from '../../protocol/plan';
import type { Failure, Verb } from '../../protocol/run';
import type { StepContext, StepReport } from '../../protocol/steps/activities';
import type { Step, StepUndo } from '../../protocol/steps/step';
import type { Checklist } from '../run/shown/checklist';
import type { Answer, EngineAdapter, Who } from './types';

/** A step with the call that undoes it. */
export interface Undo extends StepUndo {
  step: Step;
  /** This run has not begun the step, but the one that it was reset from may have. */
  ifBegun?: true;
}

/** One execution of a plan: what both directions share. */
export class Session {
  private readonly undos: Undo[] = [];
  private readonly begunHere = new Set<string>();
  committed = false;
  /** An operator wants it undone, whatever that loses. */
  decided = false;
  /** After the commit point: another run took over, so that the rest is its business. */
  overtaken = false;
  /** The lock was freed: nothing on the host is undone any more. */
  unlocked = false;
  private readonly ordinals = new Map<string, number>();

  constructor(
    readonly plan: Plan,
    readonly who: Who,
    readonly list: Checklist,
    readonly ports: EngineAdapter,
  ) {}

  /** Registered before the step runs: a step that failed halfway is undone too. */
  register(step: Step): void {
    this.begunHere.add(step.id);
    if (step.undo && !this.committed) this.undos.push({ step, ...step.undo });
  }

  /** All that is to be undone, last first. */
  toUndo(): Undo[] {
    if (!this.ports.lostLock()) return [...this.undos].reverse();
    const known = new Map(this.undos.map((undo) => [undo.step.id, undo]));
    const all = this.plan.steps.filter((step) => step.undo);
    return all.map((step): Undo => known.get(step.id) ?? { step, ...step.undo!, ifBegun: true }).reverse();
  }

  /** The first undo that needs an operator's decision by now. */
  guarded(undos: Undo[]): Undo | undefined {
    const begun = (id: string) => this.begunHere.has(id) || this.ports.begun().includes(id);
    return this.decided
      ? undefined
      : undos.find(({ step }) => step.undo?.freeUntil && begun(step.undo.freeUntil));
  }

  async unlock(): Promise<void> {
    this.unlocked = true;
    this.undos.length = 0;
    await this.ports.unlock();
  }

  forward(step: Step): Promise<StepReport> {
    const { title, call, retry, limit, tries, unlocked } = step;
    const context = this.context(
      step,
      'forward',
      this.committed ? (this.plan.release ?? this.plan.expects) : this.plan.expects,
    );
    const run = () => this.ports.call({ title, call, retry, limit, tries, unlocked, context });
    // A cancelled commit would leave open whether it can be undone.
    return step.commits ? this.ports.shield(run) : run();
  }

  backward({ step, title, call, retry = 'health', ifBegun }: Undo): Promise<StepReport> {
    const context = { ...this.context(step, 'undo', this.plan.expects), ifBegun };
    return this.ports.call({ title, call, retry, context });
  }

  /** Asks the operator. A retry gets a new ordinal, hence a new job on the host. */
  async ask(
    step: Step,
    title: string,
    failure: Failure,
    verbs: Verb[],
    otherwise: { prompt: string; default: 'undo' | 'stay' },
  ): Promise<Answer> {
    const after = otherwise.default === 'undo' ? this.plan.decideWait : null;
    const answer = await this.ports.ask({ step: step.id, title, failure, verbs, ...otherwise, after });
    if (answer.verb === 'retry') this.again(step);
    return answer;
  }

  again(step: Step): void {
    this.ordinals.set(step.id, this.ordinal(step) + 1);
  }

  private ordinal(step: Step): number {
    return this.ordinals.get(step.id) ?? 0;
  }

  private context(
    step: Step,
    direction: StepContext['direction'],
    expect: number,
  ): Omit<StepContext, 'lease'> {
    const { scope, operation } = this.plan;
    return { scope, operation, step: step.id, ordinal: this.ordinal(step), expect, direction, ...this.who };
  }
}
