/** `rolling`: the new container beside the old one, switched by the proxy without a lost request. */
import { hostObstacles } from '../../fleet/contract';
import type { Step } from '../../protocol/step';
import { otherSlot } from '../names';
import type { DeployFacts } from './facts';
import type { DeploySituation } from './situation';
import { ASK_WITHOUT_DATA, commitStep, scriptStep, verifyStep } from './steps';

export function rollingObstacles(facts: DeployFacts, s: DeploySituation): string[] {
  const obstacles = [...facts.contract.rollingObstacles, ...hostObstacles(facts.host, facts.composeVersion)];
  if (facts.migration === 'breaking')
    obstacles.push('a breaking migration lies between: old and new cannot run together');
  if (!s.former) obstacles.push('nothing serves yet that could be replaced');
  else if (s.stray)
    obstacles.push(`what runs is not release ${s.former.release}: a run that was terminated has left it`);
  else if (!s.servingContainer)
    obstacles.push(`service ${facts.app.service} does not run in exactly one container`);
  const anonymous = facts.containers.find((c) => c.id === s.servingContainer)?.anonymous ?? [];
  if (anonymous.length > 0)
    obstacles.push(
      `service ${facts.app.service} keeps ${anonymous.join(', ')} in a volume without a name, which a second container does not get: give it one in the Compose file`,
    );
  if (facts.changedServices.length > 0)
    obstacles.push(`other services changed too: ${facts.changedServices.join(', ')}`);
  return obstacles;
}

export function rollingSteps(facts: DeployFacts, s: DeploySituation): Step[] {
  const { app } = facts;
  const slot = otherSlot(s.slot);
  const former = s.servingContainer ?? '';
  const formerRelease = s.former?.release ?? 0;
  const beforeStart = app.postdeploy === 'before start';
  const script = s.script ? scriptStep(app, s, ASK_WITHOUT_DATA) : null;
  const ignored = [...new Set(facts.containers.map((c) => c.service))].filter((name) => name !== app.service);
  const both = { former, service: app.service, containerName: app.container ?? null };

  const start: Step = {
    id: 'start',
    title: `Start release ${s.release} beside release ${formerRelease} as ${slot}, and reach it from the proxy`,
    call: { run: 'startSlot', args: { release: s.release, slot, former, probe: s.probe } },
    undo: {
      title: `Remove the container of release ${s.release}`,
      call: {
        run: 'removeSlot',
        args: { ...both, remove: 'new', drain: 0, keep: formerRelease, activate: true },
      },
    },
    retry: 'health',
    limit: Math.ceil(s.probe.wait / 1000) + 300,
    onFailure: 'undo',
  };
  const toSlot: Step = {
    id: 'switch',
    title: `Send the requests to ${slot}`,
    call: { run: 'switchSlot', args: { to: slot, drain: 0 } },
    undo: {
      title: `Send the requests back to ${s.slot ?? 'the former container'}`,
      call: { run: 'switchSlot', args: { to: s.slot, drain: app.proxy.drain } },
    },
    retry: 'short',
    onFailure: 'undo',
  };
  const retire: Step = {
    id: 'retire',
    title: `Let release ${formerRelease} finish its requests for ${app.proxy.drain / 1000} s, then remove it`,
    call: {
      run: 'removeSlot',
      args: { ...both, remove: 'former', drain: app.proxy.drain, keep: s.release, activate: false },
    },
    retry: 'short',
    onFailure: 'warn',
  };
  const steps: Step[] = [];
  if (script && beforeStart) steps.push(script);
  steps.push(start);
  if (script && !beforeStart) steps.push(script);
  steps.push(toSlot, verifyStep(facts, s, former, ignored), commitStep(s), retire);
  return steps;
}
