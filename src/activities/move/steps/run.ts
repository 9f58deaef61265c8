/** A run on the host that an app moves to, as a step. */
import type { MoveStepArgs } from '../../../protocol/steps/move';
import { awaitOther } from '../../app/other-run';
import type { StepSite } from '../../app/site';

export async function awaitThere(
  site: StepSite,
  { there, workflow, request, part, patience }: MoveStepArgs['awaitThere'],
): Promise<string> {
  const { operation, direction } = site.context;
  const app = site.app.name;
  const ended = await awaitOther(site, {
    workflow,
    subject: [app, ...(part === undefined ? [] : [part]), ...(direction === 'undo' ? ['back'] : [])].join(
      '-',
    ),
    request,
    app,
    host: there,
    patience: patience === undefined ? undefined : patience * 1_000,
    reason: `the move of ${app} from ${site.scope.host} to ${there}, ${operation}`,
  });
  return ended;
}
