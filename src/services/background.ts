/**
 * A background process, found by its pid file. It is replaced if its code, fleet file or Temporal has
 * changed.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readJson, writeJson } from '../lib/files/json-file';
import { removeFile } from '../lib/files/state';
import { endProcess, isAlive, startDetached, type ProcessIdentity } from '../lib/process';

/** Digests of what a process was started with. */
export interface Origin {
  code: string;
  fleet: string;
  temporal: string;
}

type ProcessRecord = ProcessIdentity & { origin: Origin };

export interface Background {
  /** Its name in log lines: `worker`. */
  name: string;
  pidFile: string;
  logFile: string;
  /** Arguments for node. */
  args: string[];
  env: NodeJS.ProcessEnv;
  origin: Origin;
  /** ms that the process may take to end. */
  drain: number;
  /** Returns when the process is ready; throws if it has ended or takes too long. */
  untilReady(identity: ProcessIdentity): Promise<void>;
  log: (line: string) => void;
}

export interface BackgroundProcess {
  pid: number;
  isNew: boolean;
}

const reasons: Record<keyof Origin, string> = {
  code: 'it runs older code',
  fleet: 'the fleet file is another one or has changed',
  temporal: 'it uses another Temporal',
};

/** Finds the process or starts it; returns once it is ready. */
export async function startBackground(process: Background): Promise<BackgroundProcess> {
  const { name, pidFile, origin, log } = process;
  const former = readJson<ProcessRecord>(pidFile);
  if (former && isAlive(former)) {
    const changed = (Object.keys(reasons) as (keyof Origin)[]).filter(
      (key) => former.origin[key] !== origin[key],
    );
    if (changed.length === 0) {
      await process.untilReady(former);
      // The process may have ended since it was found ready.
      if (isAlive(former)) return { pid: former.pid, isNew: false };
    } else {
      log(`restarting the ${name}: ${changed.map((key) => reasons[key]).join(', ')}`);
      await stopBackground(pidFile, process.drain);
    }
  }
  const identity = startDetached(globalThis.process.execPath, process.args, process.logFile, process.env);
  writeJson(pidFile, { ...identity, origin } satisfies ProcessRecord);
  await process.untilReady(identity);
  return { pid: identity.pid, isNew: true };
}

/** Drains the process, then ends it. True: it ran. */
export async function stopBackground(pidFile: string, drain: number): Promise<boolean> {
  const identity = readJson<ProcessRecord>(pidFile);
  const ran = identity !== undefined && isAlive(identity);
  if (ran) await endProcess(identity, drain);
  removeFile(pidFile);
  return ran;
}

/** Identifies a fleet file and its content. */
export const fleetOrigin = (fleet: string | undefined): string =>
  fleet ? `${resolve(fleet)} ${digestOf(fleet)}` : '';

function digestOf(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  } catch {
    return 'unreadable';
  }
}
