/** Shows a run as it goes on, and turns its end into a reply or a failure. */
import { reportFor } from '../../errors';
import type { RunRef, Runs, RunView } from '../../temporal/runs/types';
import type { Context } from '../command/context';
import { Failed, type Reply } from '../command/reply';
import { endLines } from '../output/runs/run';
import { drawn, logged } from './show';
import { watch } from './watch';

export async function follow(context: Context, runs: Runs, run: RunRef): Promise<Reply> {
  const { screen } = context;
  const live = screen.live();
  // Without a terminal no answer can come, and a question without a default would wait for ever.
  const unattended = (view: RunView): boolean => !live && view.progress?.waiting?.after === null;
  const shown = live ? drawn(context, live) : logged(context);
  const options = {
    ...shown,
    enough: unattended,
    interruption: context.interruption(),
  };
  const last = await watch(runs, run.workflowId, options);
  if (!last) throw detached(run);
  if (last.status === 'running') throw needsDecision(last);
  return conclude(context, last);
}

/** The reply for a closed run; throws when the run did not do what was asked. */
export function conclude({ screen }: Context, view: RunView): Reply {
  const json = runJson(view);
  const good = view.status === 'completed' && [null, 'succeeded', 'unchanged'].includes(view.outcome);
  if (good) return { json, lines: endLines(view, screen.theme) };
  const failure = view.failure ?? reportFor('Internal', `the run ended as ${view.outcome ?? view.status}`);
  throw new Failed(failure, { json, lines: endLines({ ...view, failure }, screen.errorTheme) });
}

export function runJson({
  progress,
  result,
  failure,
  attempts,
  silent,
  ...run
}: RunView): Record<string, unknown> {
  return {
    run,
    progress: progress ?? undefined,
    attempts: progress ? attempts : undefined,
    result: result ?? undefined,
    failure: failure ?? undefined,
    silent: silent ?? undefined,
  };
}

function detached(run: RunRef): Failed {
  const report = reportFor('Detached', `Run ${run.workflowId} continues without this terminal`, {
    run: run.workflowId,
  });
  const lines = [
    '',
    `${report.message}.`,
    `  come back: roost show ${run.workflowId} --follow`,
    `  end it:    roost cancel ${run.workflowId}`,
  ];
  return new Failed(report, { json: { run }, lines });
}

function needsDecision(view: RunView): Failed {
  const report = reportFor('DecisionNeeded', `Run ${view.workflowId} waits for a decision`, {
    run: view.workflowId,
  });
  return new Failed(report, {
    json: runJson(view),
    lines: [`${report.message}: roost decide ${view.workflowId}`],
  });
}
