/** Plans how the apps of a lost host come back: pure, from facts. */
import type { AppConfig } from '../../fleet/file/app/types';
import type { HostConfig } from '../../fleet/file/host/types';
import { sentences } from '../../lib/sentences';
import type { RecoverPlan } from '../../protocol/plan';
import type { HostScope } from '../../protocol/scope';
import type { OtherRun, Recovering, RecoverSummary, RecoveryPart } from '../../protocol/steps/recover';
import type { Ask, Step } from '../../protocol/steps/step';
import { dataOf } from '../backup/sources';
import { planHash } from '../hash';
import { beforeUntracked } from '../restore/untracked';
import { short } from '../short';
import { inOrder } from './order';

/** What is known of one app of the host. */
export interface AppFacts {
  app: AppConfig;
  /**
   * `whole`: it is deployed there. `half`: a recovery has not got further.
   * `foreign`: it runs, but roost has not deployed it.
   */
  there: 'nothing' | 'half' | 'whole' | 'foreign';
  /** What it comes back from; null: the repository has nothing of it. */
  snapshot: {
    id: string;
    time: string;
    commit: string | null;
    proven: boolean;
    /** Files that Compose reads and git does not have: there are some, none, or no search was made. */
    untracked?: 'some' | 'none';
  } | null;
  /** Newer than that, and not proven. */
  newer: { id: string; time: string } | null;
}

export interface RecoverFacts {
  scope: HostScope;
  host: HostConfig;
  apps: AppFacts[];
  /** The fleet file has what the host needs at Cloudflare. */
  cloudflare: boolean;
}

/** So many apps come back side by side. */
const AT_ONCE = 4;
const HOURS = 3_600;

const ASK: Ask = {
  default: 'stay',
  prompt: sentences(
    'retry: run the step again, as a new run;',
    'skip: leave the app out, behind its maintenance page; undo or abort: end here.',
    'What is done stays done, and `roost recover` goes on from there.',
  ),
};

export function planRecover(facts: RecoverFacts, operation: string, decideWait: number): RecoverPlan {
  const { scope, host, cloudflare } = facts;
  const lost = facts.apps.filter(({ there }) => there === 'nothing' || there === 'half');
  const apps = inOrder(lost.map((one) => ({ ...one, name: one.app.name, needs: one.app.needs })));
  const steps = lost.length === 0 ? [] : [...holds(apps), ...wavesOf(apps).flatMap(wave)];
  if (steps.length > 0) steps.push(...ends(host, apps, cloudflare));
  const plan: Omit<RecoverPlan, 'hash'> = {
    format: 1,
    kind: 'recover',
    operation,
    scope,
    expects: 0,
    recover: summary(facts, apps),
    warnings: lost.length === 0 ? foreign(facts) : [...foreign(facts), ...warningsOf(apps, facts)],
    steps,
    decideWait,
  };
  return { ...plan, hash: planHash(plan) };
}

const summary = ({ apps: all }: RecoverFacts, apps: AppFacts[]): RecoverSummary => ({
  apps: apps.map(({ app, snapshot, newer }) => ({
    app: app.name,
    commit: snapshot?.commit ?? null,
    snapshot: snapshot && { id: snapshot.id, time: snapshot.time, proven: snapshot.proven },
    newer: newer ?? undefined,
  })),
  there: all.flatMap(({ app, there }) => (there === 'whole' ? app.name : [])),
});

const day = (time: string): string => time.slice(0, 16).replace('T', ' ');

const foreign = ({ apps, host }: RecoverFacts): string[] =>
  apps.flatMap(({ app, there }) =>
    there === 'foreign'
      ? [`${app.name} runs on ${host.name}, and roost has not deployed it there: it is not touched.`]
      : [],
  );

function warningsOf(apps: AppFacts[], { host, cloudflare }: RecoverFacts): string[] {
  const warnings = apps.flatMap(({ app, snapshot, newer }) => {
    if (!snapshot)
      return [`${app.name} has no snapshot: its branch ${app.branch} is deployed, without data.`];
    const found: string[] = [];
    if (newer)
      found.push(
        sentences(
          `${app.name}: ${newer.id.slice(0, 8)} of ${day(newer.time)} is newer,`,
          'and no drill has proven it; --newest takes it.',
        ),
      );
    if (!snapshot.proven) found.push(`${app.name}: no drill has proven ${snapshot.id.slice(0, 8)}.`);
    if (snapshot.untracked === undefined) found.push(`${app.name}: ${beforeUntracked(snapshot.id)}`);
    if (!snapshot.commit)
      found.push(`${app.name}: the snapshot names no commit, so its branch ${app.branch} is deployed.`);
    return found;
  });
  const unpaged = host.proxy ? [] : apps.map(({ app }) => app.name);
  if (unpaged.length > 0)
    warnings.push(
      sentences(
        `${host.name} has no proxy in the fleet file:`,
        `users who reach ${unpaged.join(', ')} before the end see an app without its data.`,
      ),
    );
  const named = apps.flatMap(({ app }) => (app.domain === undefined ? [] : app.domain));
  if (!cloudflare && named.length > 0)
    warnings.push(
      sentences(
        'The fleet file has no DNS of this host:',
        `afterwards let ${named.join(', ')} lead to ${host.addresses[0]}.`,
      ),
    );
  return warnings;
}

/** Those of one wave need none of each other. */
function wavesOf<T extends AppFacts>(apps: T[]): T[][] {
  const waves: T[][] = [];
  for (const one of apps) {
    const last = waves.at(-1);
    const needed = last?.some(({ app }) => one.app.needs?.includes(app.name));
    if (!last || needed || last.length === AT_ONCE) waves.push([one]);
    else last.push(one);
  }
  return waves;
}

const placeOf = ({ app }: AppFacts): Recovering => ({ app: app.name, directory: app.directory });

/** Of all, before the first is there: a tunnel or a name may lead to the host already. */
const holds = (apps: AppFacts[]): Step[] =>
  apps.map((one) => ({
    id: `hold-${one.app.name}`,
    title: `Mark ${one.app.name} as not recovered yet, behind the maintenance page`,
    call: { run: 'holdApp', args: placeOf(one) },
    retry: 'short',
    onFailure: 'undo',
    group: 'hold',
  }));

function wave(apps: AppFacts[], number: number): Step[] {
  const step = (kind: string, one: AppFacts, title: string, call: Step['call']): Step => ({
    id: `${kind}-${one.app.name}`,
    title,
    call,
    retry: 'long',
    limit: 12 * HOURS,
    onFailure: 'ask',
    ask: ASK,
    group: apps.length > 1 ? `${kind}-${number}` : undefined,
  });
  const runOf = (
    one: AppFacts,
    run: OtherRun,
    after: RecoveryPart[],
    done: RecoveryPart,
    part?: string,
  ): Step['call'] => ({
    run: 'awaitRun',
    args: { ...run, of: placeOf(one), after, done, part },
  });
  const files = apps.flatMap((one) => {
    const { app, snapshot } = one;
    if (snapshot?.untracked !== 'some') return [];
    const request = { app: app.name, snapshot: snapshot.id, what: ['untracked'] };
    const call = runOf(one, { workflow: 'restore', request }, [], 'laid', 'files');
    return [step('files', one, `Lay the files of ${app.name} that git does not track`, call)];
  });
  const deploys = apps.map((one) => {
    const { app, snapshot } = one;
    const ref = snapshot?.commit ?? undefined;
    const run: OtherRun = { workflow: 'deploy', request: { app: app.name, ref } };
    return step(
      'deploy',
      one,
      sentences(
        `Deploy ${ref ? short(ref) : `branch ${app.branch}`} of ${app.name},`,
        'with its secrets, until it is healthy',
      ),
      runOf(one, run, [], 'deployed'),
    );
  });
  const restores = apps.flatMap((one) => {
    const { app, snapshot } = one;
    if (!snapshot) return [];
    // Nothing there was ever served: a restore script has nothing to lose.
    const noWayBack = dataOf(app).length === 0 || undefined;
    const request = { app: app.name, snapshot: snapshot.id, noWayBack };
    const run: OtherRun = { workflow: 'restore', request };
    return [
      step(
        'restore',
        one,
        `Restore the data of ${app.name} from ${snapshot.id.slice(0, 8)} of ${day(snapshot.time)}`,
        runOf(one, run, ['deployed'], 'restored'),
      ),
    ];
  });
  const opens = apps.map((one) => ({
    ...step('open', one, `Open ${one.app.name}`, {
      run: 'openApp',
      args: {
        ...placeOf(one),
        parts: one.snapshot ? ['deployed', 'restored'] : ['deployed'],
        snapshot: one.snapshot?.id ?? null,
        takenAt: one.snapshot?.time ?? null,
      },
    }),
    retry: 'short' as const,
    limit: undefined,
  }));
  return [...files, ...deploys, ...restores, ...opens];
}

function ends(host: HostConfig, apps: AppFacts[], cloudflare: boolean): Step[] {
  const found: Step[] = [];
  if (cloudflare)
    found.push({
      id: 'cloudflare',
      title: `Bring Cloudflare to what the fleet file wants of ${host.name}`,
      call: { run: 'awaitRun', args: { workflow: 'cloudflareApply', request: { host: host.name } } },
      retry: 'long',
      limit: HOURS,
      onFailure: 'warn',
    });
  found.push({
    id: 'sum-up',
    title: 'Say what came back, of which time and after how long',
    call: {
      run: 'sumUp',
      args: {
        apps: apps.map((one) => ({
          ...placeOf(one),
          snapshot: one.snapshot?.id ?? null,
          takenAt: one.snapshot?.time ?? null,
        })),
      },
    },
    retry: 'short',
    onFailure: 'warn',
  });
  return found;
}
