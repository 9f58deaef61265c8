import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../lib/files/json-file';
import { findTool } from '../tools';
import { copyVersion } from './copy';
import { commandFile, layout, mark, stateFolder, type UnitName } from './layout';
import { differs, removeOwn, writeOwn } from './own-file';
import { versionFolder, warningsOf, type Prepared } from './prepare';
import { accountHome, unitFile } from './settings';
import { discardOld, switchTo } from './switch';
import type { Account, System } from './system';

export interface InstallOptions {
  /** The build that is installed. */
  root: string;
  env: NodeJS.ProcessEnv;
  system: System;
  log: (line: string) => void;
}

export interface Installed {
  /** False: this version was current already. */
  switched: boolean;
  discarded: string[];
  /** Arguments for `systemctl`. `ran` false: the operator must run them. */
  commands: string[][];
  ran: boolean;
  /** Things that will not work yet, with the reasons. */
  warnings: string[];
}

/** Can be repeated, after a failure too. Parts that are done stay as they are. */
export async function install(prepared: Prepared, options: InstallOptions): Promise<Installed> {
  const { settings, version, units, obsolete } = prepared;
  const { system } = options;
  // With a strict umask of root the services could not read their programs.
  const umask = process.umask(0o022);
  try {
    const account = await makeFolders(prepared, system);
    await copyOnce(prepared, options);
    const again = outdated(prepared);
    const { unfinished } = layout(settings.prefix);
    // Written before the files change: after a failure here, the next attempt finds no difference and must
    // still restart these services.
    writeJson(unfinished, again);
    writeFiles(prepared);
    const switched = switchTo(settings.prefix, version);
    const commands = commandsFor({ units: units.map(([name]) => name), again, obsolete });
    const ran = system.hasSystemd(settings.unitDir);
    if (ran) for (const command of commands) await system.systemctl(...command);
    rmSync(unfinished);
    // Removed last: systemd needs the unit file to stop the service properly.
    obsolete.forEach((name) => removeOwn(unitFile(settings, name)));
    return {
      switched,
      discarded: discardOld(settings.prefix),
      commands,
      ran,
      warnings: warningsOf(prepared, account, system),
    };
  } finally {
    process.umask(umask);
  }
}

async function copyOnce(prepared: Prepared, { root, env, log }: InstallOptions): Promise<void> {
  const folder = versionFolder(prepared);
  if (existsSync(folder)) return;
  const tools: Record<string, string> = {};
  for (const name of prepared.tools) tools[name] = await findTool(name, { env, log });
  log(`copying ${prepared.version} to ${folder}`);
  const former = formerFolder(prepared);
  copyVersion({ root, tools }, folder, existsSync(former) ? former : undefined);
}

const formerFolder = ({ settings, former = 'none' }: Prepared): string =>
  join(layout(settings.prefix).versions, former);

/** Services whose unit or program has changed since their start. */
function outdated(prepared: Prepared): UnitName[] {
  const { settings, version, former, units } = prepared;
  const left = readJson<UnitName[]>(layout(settings.prefix).unfinished) ?? [];
  const sameServer = isOneFile(
    join(formerFolder(prepared), 'bin', 'temporal'),
    join(versionFolder(prepared), 'bin', 'temporal'),
  );
  const hasNewProgram = (name: UnitName): boolean =>
    version !== former && !(sameServer && name === 'roost-temporal.service');
  return units
    .filter(
      ([name, text]) => left.includes(name) || hasNewProgram(name) || differs(unitFile(settings, name), text),
    )
    .map(([name]) => name);
}

function writeFiles({ settings, units, command }: Prepared): void {
  for (const [name, text] of units) writeOwn(unitFile(settings, name), text);
  writeOwn(commandFile(settings), command, 0o755);
  if (!existsSync(settings.envFile)) writeOwn(settings.envFile, envTemplate, 0o600);
  writeOwn(layout(settings.prefix).record, `${JSON.stringify(settings, null, 2)}\n`);
}

interface Change {
  units: UnitName[];
  /** Units to restart. */
  again: UnitName[];
  obsolete: UnitName[];
}

/** Temporal keeps running if only roost is new. */
export function commandsFor({ units, again, obsolete }: Change): string[][] {
  const rest = units.filter((name) => !again.includes(name));
  const forUnits = (verb: string[], names: UnitName[]): string[][] =>
    names.length > 0 ? [[...verb, ...names]] : [];
  return [
    ...forUnits(['disable', '--now'], obsolete),
    ['daemon-reload'],
    ...forUnits(['enable'], units),
    ...forUnits(['restart'], again),
    ...forUnits(['start'], rest),
  ];
}

async function makeFolders(prepared: Prepared, system: System): Promise<Account> {
  const { settings } = prepared;
  const home = accountHome(settings);
  if (!prepared.account) await system.addAccount(settings.user, home);
  const account = prepared.account ?? system.account(settings.user)!;
  mkdirSync(home, { recursive: true });
  mkdirSync(stateFolder(settings), { recursive: true, mode: 0o700 });
  // A folder that exists keeps its owner.
  const made = prepared.writes.filter(
    (folder) => mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined,
  );
  if (process.getuid?.() !== 0) return account;
  for (const folder of made) chownSync(folder, account.uid, account.gid);
  chownSync(stateFolder(settings), account.uid, account.gid);
  if (prepared.account) return account;
  chownSync(home, 0, account.gid);
  chmodSync(home, 0o750);
  return account;
}

function isOneFile(one: string, other: string): boolean {
  return existsSync(one) && existsSync(other) && statSync(one).ino === statSync(other).ino;
}

const envTemplate = `${mark.replace('removes it', '--purge removes it')}
# Settings of the worker and the gateway that stand in no unit: NAME=value, one a line.
# Only root reads this file; systemd hands it over. Examples:
#   ROOST_LOG_LEVEL=debug
#   ROOST_METRICS=127.0.0.1:9464
#   TEMPORAL_ADDRESS=temporal.example:7233    (after \`roost install --no-temporal\`)
#   TEMPORAL_API_KEY=…
`;
