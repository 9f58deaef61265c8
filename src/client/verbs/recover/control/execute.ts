/** Carries a recovery of the control host out, step by step; each may be repeated. */
import { RoostError } from '../../../../errors';
import { hostOf, type Fleet } from '../../../../fleet/file';
import type { Guard } from '../../../../host/types';
import type { ControlFound } from '../../../../inspect/control/facts';
import { sentences } from '../../../../lib/sentences';
import { placeText } from '../../../../plan/recover/control/plan';
import type { ControlPlan, ControlStep, PlaceName } from '../../../../plan/recover/control/types';
import { connectClient } from '../../../../temporal/connect';
import type { Context } from '../../../command/context';
import { bringFiles } from './files';
import { copyKey, newKey } from './keys';
import { recordDone, recordPlane, recordSettle, recordSettled } from './recovered';
import { settle } from './settle';

export interface Executed {
  done: string[];
  /** Apps that are not whole yet. */
  failed: { app: string; message: string }[];
}

interface Ports {
  port?: number;
  uiPort?: number;
}

/** Errors: of the first step that fails, but for `settle`: one app must not keep the others waiting. */
export async function execute(
  context: Context,
  found: ControlFound,
  plan: ControlPlan,
  ports: Ports,
): Promise<Executed> {
  const fleet = await context.fleet();
  const result: Executed = { done: [], failed: [] };
  const total = plan.steps.length;
  for (const [i, step] of plan.steps.entries()) {
    context.screen.note(`[${i + 1}/${total}] ${step.title}`);
    const note = await carry(step);
    if (note) context.screen.note(`  ${note}`);
    result.done.push(step.title);
  }
  return result;

  async function carry(step: ControlStep): Promise<string | undefined> {
    switch (step.run) {
      case 'copyKey':
        return void copyKey(step.from, step.to);
      case 'makeKey':
        return (await newKey(fleet, step.file, step.hosts)).publicKey;
      case 'bringFiles': {
        const came = await bringFiles(context.env, fleet, found.from);
        recordDone(context, step.snapshot);
        return came.join(', ');
      }
      case 'start':
        return start(context, fleet, ports);
      case 'schedules':
        return void (await (await context.schedules()).apply(fleet));
      case 'claim':
        return claim(context, fleet, step.places);
      case 'freeLock':
        return free(context, fleet, step);
      case 'settle': {
        const failure = await settle(context, fleet, step.settle);
        if (failure === null) recordSettled(context, step.settle.app);
        else result.failed.push({ app: step.settle.app, message: failure });
        return failure ?? undefined;
      }
    }
  }
}

async function start(context: Context, fleet: Fleet, ports: Ports): Promise<string> {
  const { up } = await import('../../../../services/up');
  const { address, ui } = await up({
    env: context.env,
    gateway: fleet.gateway !== undefined,
    fleet: context.fleetFile,
    log: (line) => context.screen.note(`  ${line}`),
    ...ports,
  });
  return ui ? `Temporal at ${address}, UI at ${ui}` : `Temporal at ${address}`;
}

/** Before any lock is freed, so that the former control host cannot take it again. */
async function claim(context: Context, fleet: Fleet, places: PlaceName[]): Promise<undefined> {
  const { plane, close } = await connectClient({ env: context.env });
  await close();
  recordPlane(context, plane);
  for (const place of places) await (await guardOf(context, fleet, place)).claim(plane);
}

async function free(
  context: Context,
  fleet: Fleet,
  { place, lock, operation, settle: later }: ControlStep & { run: 'freeLock' },
): Promise<string | undefined> {
  // First: after a crash in between nothing else would remember the app.
  if (later) recordSettle(context, later);
  const guard = await guardOf(context, fleet, place);
  if (await guard.release(lock.runId, lock.token, operation ?? undefined)) return undefined;
  const now = await guard.show();
  if (!now) return 'its holder has freed it meanwhile';
  throw new RoostError(
    'ControlAlive',
    sentences(
      `The lock of ${placeText(place)} has gone to ${now.workflowId} meanwhile:`,
      `the control host ${now.plane} lives.`,
    ),
    { lock: now },
  );
}

async function guardOf(context: Context, fleet: Fleet, { host, directory }: PlaceName): Promise<Guard> {
  return context.guard(await context.host(hostOf(fleet, host)), directory);
}
