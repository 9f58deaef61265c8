/** Plans the recovery of the control host. Pure. */
import { sentences } from '../../../lib/sentences';
import { plural } from '../../../lib/units';
import { short } from '../../short';
import { inFlightOf, operationOf } from './in-flight';
import type {
  ControlFacts,
  ControlOptions,
  ControlPlan,
  ControlStep,
  InFlight,
  PlaceFacts,
  PlaceName,
  Settle,
} from './types';
import { unknownTo } from './unknown';

/** Steps that are done already are left out: a second plan has none. */
export function planControl(facts: ControlFacts, options: ControlOptions): ControlPlan {
  const inFlight = inFlightOf(facts, options);
  return {
    alive: signsOfLife(facts),
    inFlight,
    steps: [...here(facts), ...onHosts(facts, inFlight, options)],
    unknown: unknownTo(facts),
    silent: facts.hosts.flatMap(({ host, failure }) => (failure ? [{ host, ...failure }] : [])),
  };
}

/** None of them is a proof, and without any it may live all the same. */
function signsOfLife({ machine, hosts, snapshot }: ControlFacts): string[] {
  const { runs, done, state } = machine;
  // One that was installed for this has run at most what came after: the first pushes.
  const own =
    runs && !done && (!snapshot || runs.first < snapshot.time)
      ? [
          sentences(
            'this machine is a control host itself:',
            `the audit in ${state} has ${plural(runs.count, 'run')}, the last of ${runs.last}`,
          ),
        ]
      : [];
  // Once it is fenced out, it may still be alive.
  const peers = hosts
    .filter(({ places }) => machine.plane === null || places.some((p) => p.claimed !== machine.plane))
    .flatMap(({ host, peers: all }) =>
      all.length > 0 ? [`${all.join(', ')} is logged in on ${host} by SSH now`] : [],
    );
  return [...own, ...peers];
}

function here({ machine, snapshot }: ControlFacts): ControlStep[] {
  const steps: ControlStep[] = machine.copies.map(({ from, to, what }) => ({
    run: 'copyKey',
    title: `Copy ${what} to ${to}`,
    from,
    to,
  }));
  const copied = machine.copies.map(({ to }) => to);
  for (const { file, hosts } of machine.keys.filter((key) => !copied.includes(key.file)))
    steps.push({
      run: 'makeKey',
      title: `Make the SSH key ${file} anew: ${hosts.join(', ')} must be given its public half`,
      file,
      hosts,
    });
  if (!machine.done)
    steps.push({
      run: 'bringFiles',
      title: snapshot
        ? sentences(
            'Bring audit, states and the former Temporal database',
            `from snapshot ${snapshot.id.slice(0, 8)} of ${snapshot.time.slice(0, 16).replace('T', ' ')}`,
          )
        : 'Begin without former state: the repository has no snapshot of a control host',
      snapshot: snapshot?.id ?? null,
    });
  if (!machine.running || !machine.worker)
    steps.push({ run: 'start', title: 'Start Temporal, empty, with worker and gateway' });
  if (!machine.schedules) steps.push({ run: 'schedules', title: 'Apply the Schedules of the fleet file' });
  return steps;
}

function onHosts(facts: ControlFacts, inFlight: InFlight[], { locksOnly }: ControlOptions): ControlStep[] {
  const { machine, hosts } = facts;
  const places = hosts.flatMap((host) => host.places);
  const settles = settlesOf(facts, inFlight, locksOnly);
  const unclaimed = places.filter(({ claimed }) => machine.plane === null || claimed !== machine.plane);
  const claims: ControlStep[] = hosts.flatMap(({ host }) => {
    const there = unclaimed.filter((place) => place.host === host).map(nameOf);
    return there.length > 0
      ? [
          {
            run: 'claim',
            title: `Give the locks on ${host} only to this control plane: ${there.map(placeText).join(', ')}`,
            places: there,
          },
        ]
      : [];
  });
  const frees = places.flatMap((place): ControlStep[] => {
    const { lock } = place;
    if (!lock || lock.plane === machine.plane) return [];
    return [
      {
        run: 'freeLock',
        title: `Free the lock of ${placeText(place)} from ${lock.workflowId} (${lock.by}, since ${lock.since})`,
        place: nameOf(place),
        lock,
        operation: operationOf(place),
        settle: settles.find(({ app }) => place.kind === 'app' && app === place.name) ?? null,
      },
    ];
  });
  return [...claims, ...frees, ...settles.map(settleStep)];
}

/** Those that an earlier call has not come to, too: their locks are free by now. */
function settlesOf({ machine }: ControlFacts, inFlight: InFlight[], locksOnly = false): Settle[] {
  if (locksOnly) return [];
  const found = inFlight.flatMap(({ settle }) => (settle ? [settle] : []));
  const left = (machine.done?.settle ?? []).filter(({ app }) => !found.some((one) => one.app === app));
  return [...left, ...found];
}

const settleStep = (settle: Settle): ControlStep => ({
  run: 'settle',
  title:
    settle.to === 'new'
      ? `Finish the deploy of ${settle.app}: ${short(settle.commit)}`
      : `Bring ${settle.app} back to what served: ${short(settle.commit)}`,
  settle,
});

const nameOf = ({ kind, name, host, directory }: PlaceFacts): PlaceName => ({ kind, name, host, directory });

export const placeText = ({ kind, name }: Pick<PlaceName, 'kind' | 'name'>): string =>
  kind === 'app' ? name : kind === 'host' ? `host ${name}` : `the drill of ${name}`;
