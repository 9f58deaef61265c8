/** What runs of the former control host have left on the hosts, and what comes of each. Pure. */
import { onlyIf } from '../../../lib/only-if';
import { sentences } from '../../../lib/sentences';
import { plural } from '../../../lib/units';
import { short } from '../../short';
import type { ControlFacts, ControlOptions, InFlight, PlaceFacts, Settle, UnfinishedRelease } from './types';

/** By the lock, else by the maintenance flag: a lock may have been broken by hand. */
export function inFlightOf(facts: ControlFacts, options: ControlOptions): InFlight[] {
  return facts.hosts.flatMap(({ places }) =>
    places.flatMap((place) => {
      const found = foundIn(place, facts);
      return found ? [{ ...found, ...comesOf(place, found.workflow, found.operation, options) }] : [];
    }),
  );
}

type Found = Pick<InFlight, 'place' | 'workflow' | 'workflowId' | 'by' | 'since'> & {
  operation: string | null;
};

function foundIn(place: PlaceFacts, { machine, known }: ControlFacts): Found | null {
  const { kind, name, host, directory, lock, flag } = place;
  const at = { kind, name, host, directory };
  if (lock && lock.plane !== machine.plane) {
    const { workflow, workflowId, by, since } = lock;
    return { place: at, workflow, workflowId, by, since, operation: operationOf(place) };
  }
  // A run of this control plane is at work: the flag is its business.
  if (lock || !flag || place.recovering || known.includes(flag.workflowId)) return null;
  const { workflowId, operation, since } = flag;
  return { place: at, workflow: workflowId.split('-')[0]!, workflowId, by: null, since, operation };
}

/**
 * An older one may be open where a lock was broken by hand: the flag
 * and the newest release name the right one.
 */
export function operationOf({ operations, flag, unfinished }: PlaceFacts): string | null {
  const open = operations.map(({ id }) => id);
  const named = [flag?.operation, ...unfinished.map(({ operation }) => operation).reverse()];
  return named.find((id) => id && open.includes(id)) ?? (open.length === 1 ? open[0]! : null);
}

type Outcome = Pick<InFlight, 'state' | 'then' | 'settle'>;

function comesOf(
  place: PlaceFacts,
  workflow: string,
  operation: string | null,
  options: ControlOptions,
): Outcome {
  const begun = place.operations.find(({ id }) => id === operation)?.begun ?? [];
  const state = [
    ...onlyIf(begun.length > 0, `has begun ${begun.join(', ')}`),
    ...(place.operations.some(({ id, state: is }) => id === operation && is === 'undoing')
      ? ['was being undone']
      : []),
    ...(place.jobs.length > 0
      ? [
          sentences(
            `${plural(place.jobs.length, 'job')} on the host without a result;`,
            'the next run ends what still runs',
          ),
        ]
      : []),
    ...onlyIf(place.flag, 'its maintenance page is on'),
  ];
  if (place.kind === 'app' && (workflow === 'deploy' || workflow === 'rollback'))
    return { state, ...release(place, workflow, begun, operation, options) };
  return { state, then: other(place, workflow), settle: null };
}

function release(
  place: PlaceFacts,
  workflow: 'deploy' | 'rollback',
  begun: string[],
  operation: string | null,
  { finish, locksOnly }: ControlOptions,
): Omit<Outcome, 'state'> {
  const { name: app, host, serving, unfinished } = place;
  const under = unfinished.find((one) => one.operation === operation) ?? null;
  const toNew = workflow === 'deploy' && under?.commit ? under.commit : null;
  const settle = (to: Settle['to'], commit: string, then: string) => ({
    then: locksOnly ? `only its lock is freed; ${byHand(app, commit)} makes it whole` : then,
    settle: locksOnly ? null : { app, host, to, commit, serving: serving?.release ?? 0 },
  });
  if (finish.includes(app)) {
    if (toNew) return settle('new', toNew, `it is finished: ${short(toNew)} is deployed anew`);
    if (under) return { then: `a ${workflow} is not finished by itself: repeat it by hand`, settle: null };
  }
  if (under && dataTouched(under, begun)) return { then: atRisk(place, under), settle: null };
  if (!serving)
    return {
      then: toNew
        ? `nothing of roost's served before: ${byHand(app, toNew)} or --finish ${app} finishes it`
        : `nothing of roost's served before: deploy it by hand: roost deploy ${app}`,
      settle: null,
    };
  if (!serving.commit)
    return {
      then: `the commit of release ${serving.release} is not known: roost deploy ${app}`,
      settle: null,
    };
  const finished = under === null ? 'the release that serves is whole' : 'it is undone';
  return settle(
    'former',
    serving.commit,
    sentences(
      `${finished}: release ${serving.release} (${short(serving.commit)})`,
      'is deployed again where it does not run as it should,',
      `and the page is taken off${toNew ? `; --finish ${app} brings ${short(toNew)} instead` : ''}`,
    ),
  );
}

const byHand = (app: string, commit: string): string => `roost deploy ${app} --ref ${short(commit)}`;

/** After these a breaking migration may have changed data. */
const changing = ['dump', 'restore', 'postdeploy', 'start'];

const dataTouched = ({ dataAtRisk, migration }: UnfinishedRelease, begun: string[]): boolean =>
  dataAtRisk || (migration === 'breaking' && begun.some((step) => changing.includes(step)));

function atRisk(place: PlaceFacts, { release: number, commit, dataAtRisk }: UnfinishedRelease): string {
  const app = place.name;
  const dump = dataAtRisk ? `; the data from before are in ${place.directory}/.roost/releases/${number}` : '';
  const on = commit ? `roost deploy ${app} --ref ${short(commit)} migrates again, ` : '';
  return sentences(
    'its data may be half migrated, and how far is unknown: you decide.',
    `${on}roost restore ${app} goes back to a snapshot${dump}`,
  );
}

/**
 * `recover` and what follows go on by themselves when they are started
 * again; the others leave nothing half done.
 */
function other({ kind, name, host, recovering }: PlaceFacts, workflow: string): string {
  if (recovering) return `its lock is freed; go on with: roost recover ${host}`;
  switch (workflow) {
    case 'backup':
      return sentences(
        'its lock is freed; the next night makes it,',
        `or: roost backup ${name} (which starts what the app's own script had stopped)`,
      );
    case 'restore':
      return sentences(
        'its lock is freed, its page stays: the data may be old, new or half swapped.',
        `Choose: roost restore ${name} --plan`,
      );
    case 'drill':
      return `its lock is freed; the next drill removes what is left: roost drill ${name}`;
    case 'archive':
      return `its lock is freed; go on with: roost archive ${name}`;
    case 'recover':
      return `its lock is freed; go on with: roost recover ${host}`;
    case 'patch':
      return `its lock is freed; go on with: roost host patch ${host}`;
    case 'provision':
    case 'hostFacts':
      return `its lock is freed; go on with: roost provision ${host}`;
    default:
      return `its lock is freed; start ${workflow} of ${kind === 'host' ? host : name} again`;
  }
}
