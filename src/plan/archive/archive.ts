/**
 * Plans how an app is taken out of service, and its way back: pure, from facts.
 * Errors: those of a backup's plan.
 */
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { MINUTE } from '../../lib/time';
import type { BackupPlan, ArchivePlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import type { RestoreStepArgs } from '../../protocol/steps/restore';
import type { Step } from '../../protocol/steps/step';
import { sourceName } from '../about';
import { planHash } from '../hash';
import type { RunningContainer } from '../release/facts';
import { probeOf, urlCheckOf } from '../release/situation';
import type { ArchiveFacts } from './facts';

/** `backup`: the plan of a last backup; null: the fleet file has none for this app. */
export function planArchive(
  facts: ArchiveFacts,
  backup: BackupPlan | null,
  operation: string,
  decideWait: number,
): ArchivePlan {
  const { app, containers } = facts;
  const copies = backup?.steps ?? [];
  const runs = containers.filter(isUp);
  const nothing = copies.length === 0 && runs.length === 0;
  const steps = nothing ? [] : [...pageOn(facts), ...copies.map(lastCopy), ...stop(facts, runs, operation)];
  return made(facts, operation, decideWait, {
    archive: { ...summary(facts), sources: backup?.backup.sources ?? [] },
    limit: copies.length > 0 ? (backup?.limit ?? 0) + 30 * MINUTE : undefined,
    warnings: [
      ...(backup?.warnings ?? []),
      ...onlyIf(!backup && !nothing, `${app.name} has no backup: its data are only on ${app.host}.`),
      ...unmarked(facts),
      ...atCloudflare(facts),
    ],
    steps,
  });
}

/**
 * The very containers that were stopped start again. Without any the
 * plan is empty, and a deploy makes them anew.
 */
export function planReturn(facts: ArchiveFacts, operation: string, decideWait: number): ArchivePlan {
  const { app, containers, stopped } = facts;
  const back = containers.filter(({ id }) => stopped.includes(id));
  const gone =
    back.length === 0 && !containers.some(isUp)
      ? [`Nothing of ${app.name} is left to be started: \`roost deploy ${app.name} --again\` makes it anew.`]
      : [];
  return made(facts, operation, decideWait, {
    archive: { ...summary(facts), undo: true, sources: [] },
    warnings: [...gone, ...atCloudflare(facts)],
    steps: back.length === 0 ? [] : start(facts, back, operation),
  });
}

function made(
  { app, host, project, expects }: ArchiveFacts,
  operation: string,
  decideWait: number,
  rest: Pick<ArchivePlan, 'archive' | 'warnings' | 'steps' | 'limit'>,
): ArchivePlan {
  const scope: AppScope = {
    kind: 'app',
    app: app.name,
    host: host.name,
    directory: app.directory,
    source: app.source,
    project,
    compose: app.compose,
  };
  const plan = {
    format: 1 as const,
    kind: 'archive' as const,
    operation,
    scope,
    expects,
    ...rest,
    decideWait,
  };
  const lasting = { ...plan, steps: plan.steps.map(withoutRoom) };
  return { ...plan, hash: planHash(lasting) };
}

/** It changes by itself. */
const withoutRoom = (step: Step): Step =>
  step.call.run === 'pullCopies'
    ? { ...step, call: { ...step.call, args: { ...step.call.args, room: undefined } } }
    : step;

const summary = ({ app, commit, version, sources }: ArchiveFacts): ArchivePlan['archive'] => ({
  sources,
  kept: [
    app.directory,
    ...sources.filter(({ kind }) => kind === 'volume' || kind === 'postgres').map(sourceName),
  ],
  commit,
  version,
});

const unmarked = ({ app }: ArchiveFacts): string[] =>
  app.archived === undefined
    ? [
        sentences(
          `The fleet file does not say that ${app.name} is archived.`,
          `Without apps.${app.name}.archived: DAY the next push starts it again.`,
        ),
      ]
    : [];

const atCloudflare = ({ app }: ArchiveFacts): string[] =>
  app.cloudflare
    ? [
        sentences(
          'At Cloudflare nothing is changed by this run:',
          `afterwards \`roost cloudflare apply --app ${app.name}\`.`,
        ),
      ]
    : [];

const brief = { retry: 'short', onFailure: 'undo' } as const;
const page = (on: boolean) => ({ run: 'setMaintenance' as const, args: { on } });

const pageOn = ({ host }: ArchiveFacts): Step[] =>
  host.proxy
    ? [
        {
          id: 'flag-on',
          title: 'Maintenance flag on, which stays',
          call: page(true),
          undo: { title: 'Maintenance flag off', call: page(false), needs: ['stop'] },
          ...brief,
        },
      ]
    : [];

/** The lock is held to the end, since the app is stopped afterwards; and no policy forgets the snapshot. */
function lastCopy({ commits: _commits, unlocked: _unlocked, ...step }: Step): Step {
  const { call } = step;
  if (call.run === 'snapshotCopies')
    return {
      ...step,
      title: `${step.title}, kept for good`,
      call: { ...call, args: { ...call.args, keep: true } },
    };
  return step;
}

function stop(facts: ArchiveFacts, runs: RunningContainer[], operation: string): Step[] {
  const { app } = facts;
  return [
    {
      id: 'stop',
      title: `Stop ${app.name}, which stays stopped`,
      call: { run: 'stopServices', args: { except: [] } },
      undo: { title: 'Start again what ran', call: startCall(facts, runs, operation) },
      ...brief,
      commits: true,
    },
  ];
}

function start(facts: ArchiveFacts, back: RunningContainer[], operation: string): Step[] {
  const { app, host, personFlag, expects } = facts;
  const { wait } = probeOf({ app });
  const url = urlCheckOf({ app, host, personFlag });
  const steps: Step[] = [
    {
      id: 'start',
      title: `Start ${app.name} again and wait until it is healthy`,
      call: startCall(facts, back, operation),
      undo: { title: `Stop ${app.name}`, call: { run: 'stopServices', args: { except: [] } } },
      retry: 'health',
      limit: Math.ceil(wait / 1000) + 300,
      onFailure: 'undo',
    },
  ];
  if (host.proxy)
    steps.push({
      id: 'flag-off',
      title: 'Maintenance flag off',
      call: page(false),
      undo: { title: 'Maintenance flag on again', call: page(true) },
      ...brief,
    });
  steps.push({
    id: 'verify',
    title: sentences(
      `${url ? `Ask ${url.host ?? url.url} through the proxy` : 'Serve'},`,
      `and watch for ${app.settle / 1000} s`,
    ),
    call: {
      run: 'verifyRelease',
      args: { release: expects, url, settle: app.settle, service: app.service, former: null },
    },
    retry: 'health',
    limit: Math.ceil((app.settle * 3 + wait) / 1000) + 60,
    onFailure: 'undo',
    commits: true,
  });
  return steps;
}

function startCall(
  { app }: ArchiveFacts,
  containers: RunningContainer[],
  of: string,
): { run: 'startAgain'; args: RestoreStepArgs['startAgain'] } {
  const named = Object.fromEntries(containers.map(({ id, name, service }) => [id, { name, service }]));
  const probe = probeOf({ app });
  return { run: 'startAgain', args: { containers: containers.map(({ id }) => id), named, probe, of } };
}

const isUp = ({ state }: RunningContainer): boolean => state === 'running' || state === 'restarting';
