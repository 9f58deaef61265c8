/** `rolling`: the new container beside the old one, switched by the proxy without a lost request. */
import { sentences } from '../../lib/sentences';
import type { Step } from '../../protocol/steps/step';
import { otherSlot } from '../names';
import type { DeployFacts } from './facts';
import { proxyObstacles } from './proxy';
import { removeStep } from './recreate';
import type { DeploySituation } from './situation';
import { ASK_WITHOUT_DATA, commitStep, scriptStep, verifyStep } from './steps';

export function rollingObstacles(facts: DeployFacts, s: DeploySituation): string[] {
  const obstacles = [...facts.contract.rollingObstacles, ...proxyObstacles(facts)];
  if (facts.migration === 'breaking')
    obstacles.push('a breaking migration is between: old and new cannot run together');
  if (!s.former) obstacles.push('nothing serves yet that could be replaced');
  else if (s.stray)
    obstacles.push(`what runs is not release ${s.former.release}: a run that was terminated has left it`);
  else if (!s.servingContainer)
    obstacles.push(`service ${facts.app.service} does not run in exactly one container`);
  const anonymous = facts.containers.find((c) => c.id === s.servingContainer)?.anonymous ?? [];
  if (anonymous.length > 0)
    obstacles.push(
      sentences(
        `service ${facts.app.service} keeps ${anonymous.join(', ')} in a volume without a name,`,
        'which a second container does not get: give it one in the Compose file',
      ),
    );
  return [...obstacles, ...neighbourObstacles(facts, s)];
}

/** Of services that are changed too: what is not made anew beside the release, or could not be undone. */
function neighbourObstacles(
  { changedServices, removedServices, containers, contract }: DeployFacts,
  s: DeploySituation,
): string[] {
  const changed = changedServices.filter((name) => !removedServices.includes(name));
  const first = Object.values(contract.compose?.services ?? {}).flatMap(({ runFirst }) => runFirst);
  const named = (names: string[], text: string): string[] =>
    names.length > 0 ? [`${text}: ${names.join(', ')}`] : [];
  const data = changed.filter((name) => s.dataServices.includes(name));
  const fresh = changed.filter((name) => !containers.some(({ service }) => service === name));
  const early = changed.filter((name) => first.includes(name) && !fresh.includes(name));
  return [
    ...named(data, 'what holds data changes too'),
    ...named(fresh, 'services are new'),
    ...named(early, 'what runs to its end before others start changes too'),
  ];
}

/** Services beside the app's own that a release may make anew; what holds data runs on. */
function neighbours({ app, contract }: DeployFacts, s: DeploySituation): string[] {
  return Object.entries(contract.compose?.services ?? {})
    .filter(
      ([name, { profiles }]) =>
        name !== app.service && !s.dataServices.includes(name) && profiles.length === 0,
    )
    .map(([name]) => name)
    .sort();
}

/** By service: those whose network or volumes it uses. */
function tiesOf({ contract }: DeployFacts): Record<string, string[]> {
  const services = Object.entries(contract.compose?.services ?? {});
  return Object.fromEntries(
    services.flatMap(([name, { ties }]) => {
      const to = ties.flatMap(({ setting, to: one }) =>
        setting === 'volumes_from' ? [one.split(':')[0]!] : serviceIn(setting, one),
      );
      return to.length > 0 ? [[name, to] as const] : [];
    }),
  );
}

/** A link is by a name: it means the container that has the name by now. */
const serviceIn = (setting: string, to: string): string[] =>
  setting !== 'links' && to.startsWith('service:') ? [to.slice(8)] : [];

/** Once the requests are switched: what is left on the former code would meet the new one's data. */
function renewStep(facts: DeployFacts, s: DeploySituation, names: string[]): Step {
  const { app } = facts;
  const shared = { service: app.service, except: s.dataServices, ties: tiesOf(facts), wait: s.probe.wait };
  const former = s.former?.release ?? 0;
  return {
    id: 'renew',
    title: `Make anew what release ${s.release} changes of ${names.join(', ')}`,
    call: { run: 'renewServices', args: { ...shared, release: s.release } },
    undo: {
      title: `Make those of release ${former} again`,
      call: { run: 'renewServices', args: { ...shared, release: former } },
    },
    retry: 'health',
    limit: Math.ceil((s.probe.wait * 2) / 1000) + 600,
    onFailure: 'undo',
  };
}

export function rollingSteps(facts: DeployFacts, s: DeploySituation): Step[] {
  const { app } = facts;
  const slot = otherSlot(s.slot);
  const former = s.servingContainer ?? '';
  const formerRelease = s.former?.release ?? 0;
  const beforeStart = app.postdeploy === 'before start';
  const script = s.script ? scriptStep(app, s, ASK_WITHOUT_DATA) : null;
  const others = neighbours(facts, s);
  const ignored = [...new Set(facts.containers.map((c) => c.service))].filter(
    (name) => name !== app.service && !isWatched(facts, others, name),
  );
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
      args: {
        ...both,
        remove: 'former',
        drain: app.proxy.drain,
        keep: s.release,
        activate: false,
        ignore: ignored,
      },
    },
    retry: 'short',
    onFailure: 'warn',
  };
  const steps: Step[] = [];
  if (script && beforeStart) steps.push(script);
  steps.push(start);
  if (script && !beforeStart) steps.push(script);
  steps.push(toSlot);
  if (others.length > 0) steps.push(renewStep(facts, s, others));
  steps.push(verifyStep(facts, s, former, ignored), commitStep(s));
  if (facts.removedServices.length > 0) steps.push(removeStep(facts, s));
  steps.push(retire);
  return steps;
}

/** One that was not well before is no reason to go back. */
const isWatched = ({ containers }: DeployFacts, others: string[], name: string): boolean =>
  others.includes(name) &&
  containers
    .filter(({ service }) => service === name)
    .every(({ state, health }) => state === 'running' && health !== 'unhealthy');
