/** The drill of one app, and the plans of several. */
import { checkDrillRequest } from '../../../plan/drill/request';
import { drillId } from '../../../protocol/names';
import type { DrillPlan } from '../../../protocol/plan';
import type { DrillRequest } from '../../../protocol/requests';
import type { DrillNightPlan } from '../../../protocol/steps/drill';
import type { Context } from '../../command/context';
import type { Reply } from '../../command/reply';
import { runPlanned, type PlannedOptions } from '../../runs/planned';

export interface DrillOptions extends PlannedOptions {
  snapshot?: string;
  expect?: string;
  reason?: string;
  /** Its data are damaged there, and restored again. */
  corrupt?: true;
}

/** Changes nothing. */
export async function drillPlans(
  context: Context,
  apps: DrillNightPlan['apps'],
  options: DrillOptions,
): Promise<Reply> {
  const replies: Reply[] = [];
  for (const { app, host } of apps)
    replies.push(await drillOne(context, app, host, { ...options, plan: true }));
  return {
    json: { plans: replies.map(({ json }) => json) },
    lines: replies.flatMap(({ lines }) => [...lines, '']),
  };
}

export async function drillOne(
  context: Context,
  name: string,
  host: string,
  options: DrillOptions,
): Promise<Reply> {
  const { snapshot = 'latest', expect, reason, corrupt } = options;
  const request: DrillRequest = checkDrillRequest({
    app: name,
    corrupt,
    snapshot,
    expect,
    by: context.by,
    reason,
  });
  return runPlanned(
    context,
    {
      kind: 'drill',
      scope: { kind: 'app', app: name, drill: true },
      host,
      command: `roost drill ${name}`,
      planner: 'planDrill',
      request,
      id: drillId(name),
      what: `from ${snapshot}`,
      again: ({ hash, drill: { snapshot: found } }: DrillPlan) =>
        corrupt
          ? 'roost drill dr --scenario corruption'
          : `roost drill ${name} --snapshot ${found.id.slice(0, 12)} --expect ${hash}`,
    },
    options,
  );
}
