import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RoostError } from '../errors';
import { readJson } from '../lib/files/json-file';
import { makeStateFolder, removeFile, stateFiles, type StateFiles } from '../lib/files/state';
import { isAlive, longLived, tailOf, type ProcessIdentity } from '../lib/process';
import type { ResolvedConnection } from '../temporal/resolve';
import { fleetOrigin, startBackground, stopBackground, type BackgroundProcess } from './background';
import { codeVersion, isCode } from './code-version';

export interface GatewayOptions {
  env: NodeJS.ProcessEnv;
  target: ResolvedConnection;
  fleet?: string;
  log: (line: string) => void;
}

/** The file that a gateway writes once it listens. */
export interface GatewayState {
  pid: number;
  /** `http://127.0.0.1:8470` */
  url: string;
}

export interface GatewayProcess extends BackgroundProcess {
  url: string;
}

const readyLimit = 30_000;
/** Longer than a delivery may take. */
const drainLimit = 12_000;
const builtEntry = join(__dirname, '..', 'gateway', 'main.js');

/** Finds the gateway of this state folder or starts it; returns once it listens. */
export async function startGateway({ env, target, fleet, log }: GatewayOptions): Promise<GatewayProcess> {
  const files = stateFiles(env);
  makeStateFolder(files);
  const found = await startBackground({
    name: 'gateway',
    pidFile: files.gatewayPid,
    logFile: files.gatewayLog,
    args: ['--enable-source-maps', builtEntry],
    env: { ...longLived, ...env, ROOST_FLEET: fleet ? resolve(fleet) : env.ROOST_FLEET },
    origin: {
      code: codeVersion(join(dirname(builtEntry), '..'), isCode),
      fleet: fleetOrigin(fleet),
      temporal: `${target.address}/${target.namespace}`,
    },
    drain: drainLimit,
    untilReady: (identity) => untilListening(identity, files),
    log,
  });
  return { ...found, url: readJson<GatewayState>(files.gateway)!.url };
}

/** Ends the gateway after the requests that it has begun. True: it ran. */
export async function stopGateway(env: NodeJS.ProcessEnv): Promise<boolean> {
  const files = stateFiles(env);
  const ran = await stopBackground(files.gatewayPid, drainLimit);
  removeFile(files.gateway);
  return ran;
}

async function untilListening(identity: ProcessIdentity, files: StateFiles): Promise<void> {
  const deadline = Date.now() + readyLimit;
  for (;;) {
    if (readJson<GatewayState>(files.gateway)?.pid === identity.pid) return;
    if (!isAlive(identity)) throw notListening('The gateway ended while starting', files);
    if (Date.now() > deadline)
      throw notListening(`The gateway does not listen after ${readyLimit / 1000} s`, files);
    await sleep(50);
  }
}

function notListening(what: string, files: StateFiles): RoostError {
  return new RoostError('GatewayMissing', `${what}:\n${tailOf(files.gatewayLog)}`, { log: files.gatewayLog });
}
