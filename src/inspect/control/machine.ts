/** What this machine has already of a control host. */
import { existsSync } from 'node:fs';
import { auditFile, readAudit } from '../../audit';
import { RoostError } from '../../errors';
import type { Fleet } from '../../fleet/file';
import { readJson } from '../../lib/files/json-file';
import { stateFiles } from '../../lib/files/state';
import type { MachineFacts, Recovered } from '../../plan/recover/control/types';
import { rehearsedFires } from '../../plan/rehearsal/fires';
import { connectClient, type Temporal } from '../../temporal/connect';
import { listPollers } from '../../temporal/pollers';
import { resolveConnection } from '../../temporal/resolve';
import { scheduleNames, temporalSchedules } from '../../temporal/schedules-client';

/** Copies that were given, by their paths. */
export interface GivenKeys {
  ageKey?: string;
  sshKey?: string;
}

/** Errors: `TemporalUnreachable`. */
export async function machineFacts(
  env: NodeJS.ProcessEnv,
  fleet: Fleet,
  given: GivenKeys,
): Promise<MachineFacts> {
  const files = stateFiles(env);
  const keys = missingKeys(fleet);
  // What happens to answer at the default address is not this machine's control plane.
  const target = resolveConnection(env);
  const temporal = target.source === 'default' ? null : await connectClient({ target }).catch(() => null);
  const done = readJson<Recovered>(files.recovered) ?? null;
  try {
    // Whose locks are its own could not be known.
    if (!temporal && done?.plane === undefined && existsSync(files.database))
      throw new RoostError(
        'TemporalUnreachable',
        `This machine has a Temporal already (${files.database}), and it does not answer`,
      );
    return {
      state: files.folder,
      ...(await temporalFacts(temporal, fleet, done?.plane ?? null)),
      runs: runsIn(auditFile(env)),
      keys,
      copies: [
        ...copyOf(given.ageKey, fleet.secrets.age.keyFile, 'the age key'),
        ...keys.flatMap(({ file }) => copyOf(given.sshKey, file, 'the SSH key')),
      ],
      done,
    };
  } finally {
    await temporal?.close();
  }
}

async function temporalFacts(
  temporal: Temporal | null,
  fleet: Fleet,
  former: string | null,
): Promise<Pick<MachineFacts, 'plane' | 'running' | 'worker' | 'schedules'>> {
  if (!temporal) return { plane: former, running: false, worker: false, schedules: false };
  const [pollers, schedules] = await Promise.all([
    listPollers(temporal.connection, temporal.namespace),
    temporalSchedules(temporal).list(),
  ]);
  const wanted = {
    'nightly-backup': fleet.backup,
    'nightly-drill': fleet.backup?.drill,
    'quarterly-rehearsal': rehearsedFires(fleet).fires.length > 0,
    heads: fleet.push.heads,
    hosts: true,
  };
  return {
    plane: temporal.plane,
    running: true,
    worker: pollers.length > 0,
    schedules: scheduleNames.every((name) => !wanted[name] || schedules.some((one) => one.name === name)),
  };
}

function runsIn(file: string): MachineFacts['runs'] {
  const audit = readAudit(file);
  try {
    const runs = audit.list({}).filter(({ kind }) => kind === 'run');
    return runs.length > 0 ? { count: runs.length, first: runs[0]!.at, last: runs.at(-1)!.at } : null;
  } finally {
    audit.close();
  }
}

function missingKeys({ hosts }: Fleet): MachineFacts['keys'] {
  const keys = new Map<string, string[]>();
  for (const { name, keyFile } of Object.values(hosts))
    if (keyFile !== undefined && !existsSync(keyFile))
      keys.set(keyFile, [...(keys.get(keyFile) ?? []), name]);
  return [...keys].map(([file, names]) => ({ file, hosts: names }));
}

const copyOf = (from: string | undefined, to: string, what: string): MachineFacts['copies'] =>
  from === undefined || existsSync(to) ? [] : [{ from, to, what }];
