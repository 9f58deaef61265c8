/** Brings one app whose release was under way to one whole version: a deploy as any other. */
import { appOf, hostOf, type Fleet } from '../../../../fleet/file';
import type { Settle } from '../../../../plan/recover/control/types';
import { short } from '../../../../plan/short';
import type { DeployRequest } from '../../../../protocol/requests';
import { toReport } from '../../../../temporal/runs/errors';
import type { Context } from '../../../command/context';
import { Failed } from '../../../command/reply';
import { ofApp, runPlanned } from '../../../runs/planned';

/** Null: the app is whole; else why not. */
export async function settle(context: Context, fleet: Fleet, one: Settle): Promise<string | null> {
  const app = appOf(fleet, one.app);
  const request: DeployRequest = {
    app: app.name,
    ref: one.commit,
    // It was allowed when it was begun, or it serves already.
    diverged: one.to === 'new' ? true : undefined,
    by: context.by,
    reason: 'recovery of the control host',
  };
  const command = `roost deploy ${app.name} --ref ${short(one.commit)}`;
  try {
    await runPlanned(
      context,
      {
        kind: 'deploy',
        ...ofApp(app, command),
        planner: 'planDeploy',
        request,
        what: short(one.commit),
        again: () => command,
      },
      {},
    );
    return null;
  } catch (error) {
    // A push may have brought another release meanwhile: it serves, and that is whole too.
    if (await servesAnother(context, fleet, one).catch(() => false)) return null;
    const { code, message } = error instanceof Failed ? error.report : toReport(error);
    return `${code}: ${message}`;
  }
}

async function servesAnother(
  context: Context,
  fleet: Fleet,
  { app: name, serving }: Settle,
): Promise<boolean> {
  const app = appOf(fleet, name);
  const host = await context.host(hostOf(fleet, app.host));
  const current = await (await context.guard(host, app.directory)).current();
  return (current?.release ?? 0) > serving;
}
