/** The two ways in which a run is shown while it goes on. */
import type { Progress } from '../../protocol/run';
import type { Attempt, RunView } from '../../temporal/runs/types';
import type { Context } from '../command/context';
import { changes } from '../output/changes';
import { troubles } from '../output/checklist';
import type { Live } from '../output/live';
import { bodyLines, progressOf } from '../output/run';
import { clock } from '../output/time';
import { waitingLines } from '../output/waiting';

export interface Show {
  onView(view: RunView): void;
  onTrouble(message: string): void;
  /** ms between two looks. Each look is work for Temporal and for the worker that is busy with the run. */
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
        live.draw([...frame, ...(view.silent ? [theme.paint.yellow(`  ${view.silent}`)] : [])]);
      else live.finish(frame);
    },
    pace: 400,
    onTrouble: (message) => live.draw([...frame, theme.paint.yellow(`  ${message}; trying again`)]),
  };
}

/** Into a log or a pipe: a line per change. */
export function logged({ screen, now }: Context): Show {
  let before: Progress | null = null;
  let said = '';
  const say = (line: string): void => screen.note(`${clock(now())}  ${line}`);
  const sayOnce = (line: string): void => {
    if (line !== said) say(line);
    said = line;
  };
  return {
    onView(view) {
      const progress = progressOf(view);
      if (progress) {
        changes(before, progress).forEach(say);
        const { waiting } = progress;
        if (waiting && waiting.id !== before?.waiting?.id)
          screen.note(...waitingLines(view.workflowId, waiting, screen.theme));
        before = progress;
      }
      const trouble = view.silent ?? view.attempts.flatMap(troubles)[0];
      if (trouble) sayOnce(trouble);
    },
    pace: 3_000,
    onTrouble: (message) => sayOnce(`${message}; trying again`),
  };
}

/** For short runs: says, once each, why an answer takes longer. */
export function slow({ screen }: Context): (attempts: Attempt[]) => void {
  const said = new Set<string>();
  return (attempts) => {
    for (const trouble of attempts.flatMap((attempt) =>
      attempt.attempt > 1 && attempt.failure ? [attempt.failure] : [],
    )) {
      if (!said.has(trouble)) screen.note(`still trying: ${trouble}`);
      said.add(trouble);
    }
  };
}
