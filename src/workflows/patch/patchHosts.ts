/** Several hosts, one after the other: the first that is not well afterwards is the last. */
import {
  CancellationScope,
  executeChild,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { PatchHostsRequest } from '../../protocol/requests';
import type { RunResult } from '../../protocol/run';
import type { Ending } from '../engine/types';
import { endOfChild, reportParent } from '../run/children';
import { failure } from '../run/failure';
import { finish } from '../run/finish';
import { progress } from '../run/messages';
import { summaryOf } from '../run/options';
import { attributes, byAttribute } from '../run/shown/attributes';
import { Checklist } from '../run/shown/checklist';
import { parentDetails } from '../run/shown/parent-details';
import type { patch } from './patch';

export async function patchHosts(request: PatchHostsRequest): Promise<RunResult> {
  const { workflowId } = workflowInfo();
  upsertSearchAttributes([{ key: attributes.workflow, value: 'patchHosts' }, ...byAttribute(request.by)]);
  const list = new Checklist((now) => setCurrentDetails(parentDetails(`upgrades ${workflowId}`, now)));
  setHandler(progress, () => list.progress(), { description: 'The hosts and how far they are.' });
  list.open(request.hosts.map((host) => ({ id: host, title: `Upgrade ${host}` })));
  list.phase('running');
  const ending = await work(request, list, workflowId);
  const about = { workflow: 'patchHosts', host: null, reason: request.reason };
  await CancellationScope.nonCancellable(() => reportParent('Report how the upgrades ended', about, ending));
  return finish(list, ending);
}

async function work(
  { hosts, reboot, by, reason }: PatchHostsRequest,
  list: Checklist,
  workflowId: string,
): Promise<Ending> {
  const scope = CancellationScope.current();
  for (const [i, host] of hosts.entries()) {
    if (scope.consideredCancelled)
      return { outcome: 'cancelled', failure: failure('Cancelled', 'the upgrades were cancelled') };
    list.set({ id: host }, 'running');
    try {
      await executeChild<typeof patch>('patch', {
        workflowId: `${workflowId}-${host}`,
        args: [{ host, reboot, by, reason: [reason, `of ${workflowId}`].filter(Boolean).join(', ') }],
        parentClosePolicy: 'REQUEST_CANCEL',
        cancellationType: 'WAIT_CANCELLATION_COMPLETED',
        staticSummary: summaryOf(`patch ${host}`),
        typedSearchAttributes: [
          { key: attributes.host, value: host },
          { key: attributes.workflow, value: 'patch' },
        ],
      });
      list.set({ id: host }, 'done');
    } catch (error) {
      const { code, message } = endOfChild(error, { code: 'Locked', message: 'another run upgrades it' });
      list.set({ id: host }, 'failed', { note: `${code}: ${message}`.slice(0, 300) });
      const left = hosts.slice(i + 1);
      for (const one of left) list.set({ id: one }, 'skipped', { note: `${host} is not well` });
      const rest = left.length > 0 ? `; not begun: ${left.join(', ')}` : '';
      if (scope.consideredCancelled)
        return { outcome: 'cancelled', failure: failure('Cancelled', `cancelled at ${host}${rest}`) };
      // It notifies no one: the host's own run has reported its failure.
      return { outcome: 'failed', failure: failure('PatchFailed', `${host}: ${code}${rest}`) };
    }
  }
  return { outcome: 'succeeded', failure: null };
}
