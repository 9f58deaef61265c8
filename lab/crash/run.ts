/** One run on a lane, disturbed or not. */
import { createHash, randomBytes } from 'node:crypto';
import type { Verb } from '../../src/protocol/run';
import { inboxId } from '../../src/temporal/inbox';
import { summaryOf } from '../../src/temporal/runs/describe';
import type { RunView } from '../../src/temporal/runs/types';
import { sleep } from '../run';
import type { LabHost } from '../types';
import type { Lane } from './lane';
import type { Request, Scenario } from './scenarios/types';
import { strike } from './strike';
import { cellName, type Cell } from './types';

/** ms that a run may take, whatever struck it. */
const limit = 420_000;
const every = 300;
const startsOthers = [inboxId(''), 'move-', 'recover-'];

/** `begin` gives its run an id of its own; any other has `mark` in it. */
export async function start(
  lane: Lane,
  workflow: string,
  request: Request,
  { begin, options, mark }: Pick<Scenario, 'begin' | 'options'> & { mark?: string } = {},
): Promise<string> {
  if (begin) return begin(lane, mark);
  const { app } = request;
  const host = lane.host.name;
  const id = [workflow, app ?? host, mark, randomBytes(4).toString('hex')].filter(Boolean).join('-');
  const scope = app === undefined ? { host } : { app };
  await lane.ask((runs) =>
    runs.start({
      workflow,
      id,
      args: [{ ...request, ...options?.(lane), ...scope, by: 'matrix' }],
      app,
      host,
      summary: id,
    }),
  );
  return id;
}

/** The run's last word: it has ended, or waits for an operator. Temporal may be away meanwhile. */
export async function untilQuiet(lane: Lane, id: string): Promise<RunView> {
  const end = Date.now() + limit;
  for (;;) {
    try {
      const quiet = await lane.ask(async (runs, { client }) => {
        const summary = summaryOf(await client.workflow.getHandle(id).describe(), () => null);
        if (summary.status !== 'running' || summary.waiting) return runs.describe(id);
        // A run that has started others is as quiet as they are.
        const asks = startsOthers.some((prefix) => id.startsWith(prefix))
          ? (await runs.list({ running: true, limit: 5 })).find(({ waiting }) => waiting)
          : null;
        return asks ? runs.describe(asks.workflowId) : null;
      });
      if (quiet && (quiet.status !== 'running' || quiet.progress?.waiting)) return quiet;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    if (Date.now() > end) throw new Error(`${id} has not ended after ${limit / 1000} s`);
    await sleep(every);
  }
}

/** Waits until the run has come to its point, strikes, and mends; false: the run was over before. */
export async function strikeAtPoint(
  lane: Lane,
  cell: Cell,
  { blows }: Scenario,
  over: () => boolean,
): Promise<boolean> {
  while (!lane.control.struck()) {
    if (over()) return false;
    await sleep(20);
  }
  await strike({ ...lane, host: hostOf(lane, cell) }, cell.fault, blows);
  return true;
}

/** Of two: the one at which the run is; where it is at none, either by turns. */
function hostOf({ host, second, control }: Lane, cell: Cell): LabHost {
  const at = control.struckAt();
  if (!second || at === host.name) return host;
  if (at === second.name) return second;
  return createHash('sha256').update(cellName(cell)).digest()[0]! % 2 === 0 ? host : second;
}

export async function decide(lane: Lane, view: RunView, verb: Verb): Promise<RunView> {
  const { id } = view.progress!.waiting!;
  await lane.ask((runs) => runs.decide(view.workflowId, { waitId: id, verb, by: 'matrix' }));
  return untilQuiet(lane, view.workflowId);
}

export async function end(lane: Lane, id: string): Promise<void> {
  await lane
    .ask((_, { client }) => client.workflow.getHandle(id).terminate('the matrix goes on'))
    .catch(() => undefined);
}

/** Leaves no run behind that would hold the lock: not this one, and none that it has started. */
export async function terminate(lane: Lane, id: string): Promise<void> {
  await end(lane, id);
  const open = await lane.ask((runs) => runs.list({ running: true, limit: 20 })).catch(() => []);
  for (const { workflowId } of open) await end(lane, workflowId);
}

/** A run that must succeed. */
export async function finish(lane: Lane, workflow: string, request: Request): Promise<void> {
  const view = await untilQuiet(lane, await start(lane, workflow, request));
  if (view.outcome !== 'succeeded')
    throw new Error(`${view.workflowId}: ${view.failure?.code}: ${view.failure?.message}`);
}
