/** What this machine has already of a control host. */
import { existsSync } from 'node:fs';
import { auditFile, readAudit } from '../../audit';
import type { Fleet } from '../../fleet/file';
import { readJson } from '../../lib/files/json-file';
import { stateFiles } from '../../lib/files/state';
import type { MachineFacts, Recovered } from '../../plan/recover/control/types';
import { connectClient, type Temporal } from '../../temporal/connect';
import { listPollers } from '../../temporal/pollers';
import { resolveConnection } from '../../temporal/resolve';
import { scheduleNames, temporalSchedules } from '../../temporal/schedules-client';

/** Copies that were given, by their paths. */
export interface GivenKeys {
  ageKey?: string;
  sshKey?: string;
}

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
  try {
    return {
      state: files.folder,
      ...(await temporalFacts(temporal, fleet)),
      runs: runsIn(auditFile(env)),
      keys,
      copies: [
        ...copyOf(given.ageKey, fleet.secrets.age.keyFile, 'the age key'),
        ...keys.flatMap(({ file }) => copyOf(given.sshKey, file, 'the SSH key')),
      ],
      done: readJson<Recovered>(files.recovered) ?? null,
    };
  } finally {
    await temporal?.close();
  }
}

async function temporalFacts(
  temporal: Temporal | null,
  fleet: Fleet,
): Promise<Pick<MachineFacts, 'plane' | 'worker' | 'schedules'>> {
  if (!temporal) return { plane: null, worker: false, schedules: false };
  const [pollers, schedules] = await Promise.all([
    listPollers(temporal.connection, temporal.namespace),
    temporalSchedules(temporal).list(),
  ]);
  const wanted = {
    'nightly-backup': fleet.backup,
    'nightly-drill': fleet.backup?.drill,
    heads: fleet.push.heads,
  };
  return {
    plane: temporal.plane,
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
