/** Runs single cells on one lane: base restored, run disturbed, world compared. */
import type { RunView } from '../../src/temporal/runs/types';
import { exec } from '../exec';
import { roostCli } from '../roost';
import { sleep } from '../run';
import type { LabHost } from '../types';
import { isLate, judge, lateIn, type Ending, type Expected, type Seen } from './compare';
import { makeDisk } from './disk';
import { fingerprint, type Fingerprint } from './fingerprint';
import type { Lane } from './lane';
import { decide, start, strikeAtPoint, end, terminate, untilQuiet } from './run';
import { scaledId } from './scaled';
import type { Base, Request, Scenario } from './scenarios/types';
import type { Course } from './select';
import { isSaved, restore, save } from './snapshot';
import { cellName, type Cell, type CellResult, type Point, type Verdict } from './types';

/** A scenario with its input made. */
export interface Ready {
  scenario: Scenario;
  request: Request;
  names: Record<string, string>;
}

/** ms that containers, proxy and health checks may need after the run to be what they were. */
const calmsDownIn = 20_000;

export async function prepareBase(lane: Lane, base: Base): Promise<void> {
  if (await isSaved(lane.host, base.name)) return;
  if (base.on) await prepareBase(lane, base.on);
  if (base.on) await restore(lane.host, base.on.name);
  await base.make(lane);
  await save(lane.host, base.name);
}

/** The undisturbed run: what comes out, and by which points. */
export async function observe(lane: Lane, ready: Ready): Promise<{ course: Course; expected: Expected }> {
  const { scenario } = ready;
  await prepare(lane, ready);
  const former = await calmPrint(lane, ready);
  lane.control.order({ id: scenario.name, strike: null, mutant: null });
  const watch = scenario.watch?.(lane);
  const id = await start(lane, scenario.workflow, ready.request, scenario);
  const view = await untilQuiet(lane, id);
  const seen = (await watch?.stop()) ?? [];
  if (seen.length > 0) throw new Error(`${scenario.name}, undisturbed: ${seen.join('; ')}`);
  const reference = { ending: endingOf(view), print: await calmPrint(lane, ready) };
  const steps = view.result?.plan?.steps ?? [];
  const ids = (has: 'once' | 'commits') => steps.filter((step) => step[has]).map(({ id }) => id);
  const points = beforeItsEnd(lane.control.points());
  const late = view.outcome === 'succeeded' ? lateIn(points, steps.at(-1)?.id) : [];
  const course = {
    scenario: scenario.name,
    points,
    once: ids('once'),
    commits: ids('commits'),
    ...(scenario.strikes && { strikes: scenario.strikes }),
    ...(scenario.faults && { faults: scenario.faults }),
  };
  lane.control.order(null);
  const once = [...course.once, ...(scenario.once ?? [])];
  return { course, expected: { reference, former, once, late, undone: scenario.undone } };
}

/** After the last answer there is no task that anything could come between. */
const beforeItsEnd = (points: Point[]): Point[] =>
  points.filter((point, i) => point.kind !== 'between' || i < points.length - 1);

export async function runCell(lane: Lane, cell: Cell, ready: Ready, expected: Expected): Promise<CellResult> {
  const began = Date.now();
  const verdict = await attempt(lane, cell, ready, expected).catch((error: Error): Verdict => ({
    word: 'wrong',
    why: [error.message],
  }));
  if (lane.closed()) throw new Error('interrupted');
  lane.control.order(null);
  return { ...cell, ...verdict, seconds: Math.round((Date.now() - began) / 100) / 10 };
}

async function attempt(lane: Lane, cell: Cell, ready: Ready, expected: Expected): Promise<Verdict> {
  const { activity, kind, fault } = cell;
  if (fault === 'powercut') for (const host of hostsOf(lane, ready.scenario)) await makeDisk(host);
  await prepare(lane, ready);
  lane.control.order({ id: cellName(cell), strike: { activity, kind, fault }, mutant: cell.mutant ?? null });
  const mark = fault === 'long' ? scaledId(cell.mutant) : undefined;
  const { workflow, begin, options } = ready.scenario;
  const watch = ready.scenario.watch?.(lane);
  const id = await start(lane, workflow, ready.request, { begin, options, mark });
  let over = false;
  const quiet = untilQuiet(lane, id).finally(() => (over = true));
  const [view, struck] = await Promise.all([
    quiet,
    strikeAtPoint(struckOf(lane, ready.scenario), cell, ready.scenario, () => over),
  ]).catch(async (error: unknown) => {
    await terminate(lane, id);
    await watch?.stop();
    throw error;
  });
  const ending = endingOf(view);
  if (ending.waitsAt !== null) await endWait(lane, id, view);
  const verdict = struck
    ? await rightOf(lane, cell, ready, expected, ending)
    : { word: 'wrong' as const, why: ['the run never came to this point'] };
  const wrong = (await watch?.stop()) ?? [];
  return wrong.length === 0 ? verdict : { word: 'wrong', why: [...wrong, ...verdict.why] };
}

async function rightOf(
  lane: Lane,
  cell: Cell,
  ready: Ready,
  expected: Expected,
  ending: Ending,
): Promise<Verdict> {
  const verdictOn = (seen: Seen): Verdict => judge(cell, expected, seen);
  const verdict = await untilRight(lane, ready, verdictOn, ending);
  if (verdict.word !== 'wrong' || !isLate(cell, expected)) return verdict;
  const command = await startByStatus(lane, ready);
  if (command === null) return { ...verdict, why: [...verdict.why, 'roost status names nothing to start'] };
  await exec(struckOf(lane, ready.scenario).host, ['sh', '-c', command]);
  const started = await untilRight(lane, ready, verdictOn, ending);
  return started.word === 'wrong'
    ? { ...started, why: [...started.why, `after ${command}`] }
    : { word: 'named', why: [] };
}

/** What `roost status` says of containers that are down. */
async function startByStatus({ env }: Lane, { request }: Ready): Promise<string | null> {
  const cli = roostCli(env.XDG_STATE_HOME!, env.ROOST_FLEET!, env);
  const { hosts } = await cli.json<{ hosts: { apps: { app: string; start?: string }[] }[] }>(['status']);
  const app = request.app ?? 'phone';
  return hosts.flatMap(({ apps }) => apps).find((one) => one.app === app)?.start ?? null;
}

/** The lane as the fault and the comparison know it. */
const struckOf = (lane: Lane, { struck }: Scenario): Lane =>
  struck === 'second' ? { ...lane, host: lane.second!, second: undefined } : lane;

function hostsOf(lane: Lane, scenario: Scenario): LabHost[] {
  const { host, second } = struckOf(lane, scenario);
  return scenario.hosts === 2 && second ? [host, second] : [host];
}

/** So that the host may be brought back; what that leaves is not compared. */
async function endWait(lane: Lane, id: string, view: RunView): Promise<void> {
  // An inbox would go on with the next look.
  if (id !== view.workflowId) await end(lane, id);
  const { verbs } = view.progress!.waiting!;
  await decide(lane, view, verbs.includes('undo') ? 'undo' : 'abort').catch(() => end(lane, view.workflowId));
}

/** The end of the run is not the end of all: a container that came back with its engine is healthy only later. */
async function untilRight(
  lane: Lane,
  ready: Ready,
  verdictOn: (seen: Seen) => Verdict,
  ending: Ending,
): Promise<Verdict> {
  const end = Date.now() + calmsDownIn;
  for (;;) {
    const verdict = verdictOn({ ending, print: await print(lane, ready) });
    if (verdict.word !== 'wrong' || ending.waitsAt !== null || Date.now() > end) return verdict;
    await sleep(1_000);
  }
}

/** What is compared with must not be a moment that passes. */
async function calmPrint(lane: Lane, ready: Ready): Promise<Fingerprint> {
  const end = Date.now() + calmsDownIn;
  for (;;) {
    const seen = await print(lane, ready);
    if (Date.now() > end || !seen.container?.some((line) => / starting\b/.test(line))) return seen;
    await sleep(500);
  }
}

async function prepare(lane: Lane, { scenario }: Ready): Promise<void> {
  lane.fleet(scenario.fleet?.(lane) ?? {});
  await lane.up();
  if (scenario.base) {
    await prepareBase(lane, scenario.base);
    await restore(lane.host, scenario.base.name);
  }
  await scenario.bring?.(lane);
  await scenario.prepare?.(lane);
}

const print = (lane: Lane, { names, scenario }: Ready): Promise<Fingerprint> =>
  fingerprint(struckOf(lane, scenario), names, scenario);

function endingOf(view: RunView): Ending {
  const waiting = view.progress?.waiting;
  if (waiting)
    return {
      outcome: 'waiting',
      code: waiting.failure.code,
      waitsAt: waiting.step,
      says: waiting.failure.message,
    };
  return {
    outcome: view.outcome ?? view.status,
    code: view.failure?.code ?? null,
    waitsAt: null,
    says: view.failure?.message ?? '',
  };
}
