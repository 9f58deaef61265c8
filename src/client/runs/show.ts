/** Two views of a run in progress: redrawn in place, or a line per change. */
import type { Progress } from '../../protocol/run';
import type { Attempt, RunView } from '../../temporal/runs/types';
import type { Context } from '../command/context';
import type { Live } from '../output/live';
import { changes } from '../output/runs/changes';
import { troubles } from '../output/runs/checklist';
import { bodyLines, progressOf } from '../output/runs/run';
import { waitingLines } from '../output/runs/waiting';
import { clock } from '../output/time';

export interface Show {
  onView(view: RunView): void;
  onTrouble(message: string): void;
  /** ms between two queries. Each costs Temporal and the worker of the run some work. */
  pace: number;
}

/** On a terminal: one checklist, redrawn in place. */
export function drawn({ screen, now }: Context, live: Live): Show {
  const { theme } = screen;
  let frame: string[] = [];
  return {
    onView(view) {
      const progress = progressOf(view);
      if (progress) frame = bodyLines(view, progress, theme, now());
      if (view.status === 'running')
        live.draw(view.silent ? [...frame, theme.paint.yellow(`  ${view.silent}`)] : frame);
      else live.finish(frame);
    },
    pace: 400,
    onTrouble: (message) => live.draw([...frame, theme.paint.yellow(`  ${message}; trying again`)]),
  };
}

/** For a log or a pipe: a line per change. */
export function logged({ screen, now }: Context): Show {
  let before: Progress | null = null;
  let last = '';
  const print = (line: string): void => screen.note(`${clock(now())}  ${line}`);
  const printOnce = (line: string): void => {
    if (line !== last) print(line);
    last = line;
  };
  return {
    onView(view) {
      const progress = progressOf(view);
      if (progress) {
        changes(before, progress).forEach(print);
        const { waiting } = progress;
        if (waiting && waiting.id !== before?.waiting?.id)
          screen.note(...waitingLines(view.workflowId, waiting, screen.theme));
        before = progress;
      }
      const trouble = view.silent ?? view.attempts.flatMap(troubles)[0];
      if (trouble) printOnce(trouble);
    },
    pace: 3_000,
    onTrouble: (message) => printOnce(`${message}; trying again`),
  };
}

/** For short runs: prints each failed attempt once. */
export function slow({ screen }: Context): (attempts: Attempt[]) => void {
  const printed = new Set<string>();
  return (attempts) => {
    for (const trouble of attempts.flatMap((attempt) =>
      attempt.attempt > 1 && attempt.failure ? [attempt.failure] : [],
    )) {
      if (!printed.has(trouble)) screen.note(`still trying: ${trouble}`);
      printed.add(trouble);
    }
  };
}
