import {
  ApplicationFailure,
  condition,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { sentences } from '../../lib/sentences';
import type { Decision } from '../../protocol/run';
import type { Waiting } from '../../protocol/run';
import type { Answer, Question } from '../engine/types';
import { attended } from './limits/attended';
import { decide } from './messages';
import { summaryOf } from './options';
import { attributes } from './shown/attributes';
import type { Checklist } from './shown/checklist';

const description = sentences(
  'Answers a run that waits for an operator.',
  'Input: {"waitId": "…", "verb": "retry|skip|undo|abort", "by": "…", "reason": "…"};',
  'the wait id is in the current details.',
);

/** The waits of a run for its operator, one at a time. */
export class Decisions {
  private pending: { waiting: Waiting; answer?: Answer } | null = null;
  private count = 0;

  constructor(
    private readonly list: Checklist,
    private readonly asked: (waiting: Waiting) => void,
  ) {
    setHandler(decide, (decision) => this.take(decision), {
      validator: (decision) => this.check(decision),
      description,
    });
  }

  async ask(question: Question): Promise<Answer> {
    while (this.pending) await condition(() => !this.pending);
    // The run id distinguishes a reset run's wait from the same wait before the reset,
    // whose decision Temporal applies again.
    const id = `${workflowInfo().runId}/${++this.count}`;
    const pending = (this.pending = { waiting: { ...question, id } } as {
      waiting: Waiting;
      answer?: Answer;
    });
    this.list.wait(pending.waiting);
    upsertSearchAttributes([{ key: attributes.outcome, value: 'waiting' }]);
    this.asked(pending.waiting);
    try {
      const answered = () => pending.answer !== undefined;
      const summary = summaryOf(`Undo, unless decided: ${question.title}`);
      if (question.after === null) await condition(answered);
      else await attended(question.after, (ms) => condition(answered, ms, { summary }));
      // Inspected first: the default must not win over an answer of the same moment.
      return pending.answer ?? { verb: 'undo', by: 'default' };
    } finally {
      this.pending = null;
      this.list.wait(null);
      upsertSearchAttributes([{ key: attributes.outcome, value: null }]);
    }
  }

  /** Accepted already: during a replay the recorded decision counts, whatever its wait id. */
  private take({ verb, by = 'unknown', reason }: Decision): string {
    const pending = this.pending!;
    pending.answer = { verb, by, reason };
    return `${verb}: ${pending.waiting.title}`;
  }

  private check(decision: Decision): void {
    const waiting = this.pending?.waiting;
    if (!waiting) throw refusal('this run waits for no decision');
    const offered = `it waits for ${waiting.verbs.join(', ')} on "${waiting.title}" with the wait id ${waiting.id}`;
    if (this.pending?.answer) throw refusal('this wait was decided a moment ago');
    if (decision?.waitId !== waiting.id)
      throw refusal(`the decision is for another wait (${decision?.waitId}); ${offered}`);
    if (!waiting.verbs.includes(decision.verb))
      throw refusal(`"${decision.verb}" is not offered; ${offered}`);
  }
}

const refusal = (message: string) => ApplicationFailure.nonRetryable(message, 'NothingToDecide');
