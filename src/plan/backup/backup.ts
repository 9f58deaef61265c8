/** Plans a backup of one app: pure, from facts. Errors: `DiskFull`, `SourceMissing`, `ContractInvalid`. */
import { RoostError } from '../../errors';
import { sentences } from '../../lib/sentences';
import type { CopySource } from '../../protocol/data';
import type { BackupPlan } from '../../protocol/plan';
import type { AppScope } from '../../protocol/scope';
import { sourceName } from '../about';
import { planHash } from '../hash';
import { mendSteps } from './cold';
import type { BackupFacts } from './facts';
import { notNamedText } from './not-named';
import { neededHere, refuseWithoutRoom } from './room';
import { sourcesOf } from './sources';
import { stepsFor } from './steps';
import { untrackedText } from './untracked';

export function planBackup(facts: BackupFacts, operation: string, decideWait: number): BackupPlan {
  const { app, host, config, commit, version } = facts;
  if (facts.mend) return mendPlan(facts, operation, decideWait);
  const off = app.backup.from === 'off';
  const sources = facts.installed && !off ? sourcesOf(facts) : [];
  if (!facts.installed && facts.known && !off)
    throw new RoostError(
      'SourceMissing',
      `${app.directory} is gone from ${host.name}, and ${app.name} has been backed up before.`,
      { app: app.name },
    );
  if (sources.length > 0) refuseWithoutRoom(facts, sources);
  const scope = scopeOf(facts);
  const plan: Omit<BackupPlan, 'hash'> = {
    format: 1,
    kind: 'backup',
    operation,
    scope,
    expects: facts.expects,
    backup: { sources, commit, version },
    warnings:
      sources.length > 0
        ? [...stoppedBefore(facts), ...notStopped(facts, sources), ...unnamed(facts)]
        : [emptyBecause(facts)],
    steps: sources.length > 0 ? stepsFor(facts, sources) : [],
    decideWait,
    neverAsks: true,
    limit: app.backup.limit ?? config.limit,
  };
  if (sources.length === 0) return { ...plan, hash: planHash(plan) };
  // Room changes by itself, so it is no part of the plan's identity.
  const room = { needed: neededHere(facts.room, sources), staged: facts.room.staged };
  return { ...plan, steps: stepsFor(facts, sources, room), hash: planHash(plan) };
}

const scopeOf = ({ app, host, project }: BackupFacts): AppScope => ({
  kind: 'app',
  app: app.name,
  host: host.name,
  directory: app.directory,
  source: app.source,
  project,
  compose: app.compose,
});

/** The run that stopped the app for its copies is gone: the app starts again, and nothing is copied. */
function mendPlan(facts: BackupFacts, operation: string, decideWait: number): BackupPlan {
  const { app, config, commit, version, left } = facts;
  const mends = left.map(({ name }) => name);
  const plan: Omit<BackupPlan, 'hash'> = {
    format: 1,
    kind: 'backup',
    operation,
    scope: scopeOf(facts),
    expects: facts.expects,
    backup: { sources: [], mends, commit, version },
    warnings: [],
    steps: mendSteps(facts),
    decideWait,
    neverAsks: true,
    limit: app.backup.limit ?? config.limit,
  };
  return { ...plan, hash: planHash(plan) };
}

function emptyBecause({ app, host }: BackupFacts): string {
  if (app.backup.from === 'off') return `apps.${app.name}.backup.from is off: nothing is backed up.`;
  return `Nothing of ${app.name} is on ${host.name} yet: there is nothing to back up.`;
}

const unnamed = ({ notNamed = [], untracked }: BackupFacts): string[] => [
  ...notNamed.map(notNamedText),
  ...(untracked?.left ?? []).map(untrackedText),
];

/** Its script may ask containers that it would find stopped. */
function notStopped({ app }: BackupFacts, sources: CopySource[]): string[] {
  const runs = sources.find(({ kind }) => kind === 'script');
  if (!app.backup.stop || !runs) return [];
  return [
    sentences(
      `apps.${app.name}.backup.stop stops nothing: the backup is made by its ${sourceName(runs)}.`,
      'With from: data the data are copied.',
    ),
  ];
}

function stoppedBefore({ left }: BackupFacts): string[] {
  if (left.length === 0) return [];
  return [
    sentences(
      `A former backup has left ${left.map(({ name }) => name).join(', ')} stopped:`,
      'started again before anything is copied.',
    ),
  ];
}
