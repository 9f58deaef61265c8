/** Every secret of the fleet by name, from what can be read without a key. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { RoostError, type ErrorReport } from '../../errors';
import { hostOf, type AppConfig, type Fleet, type SecretFile } from '../../fleet/file';
import { localHost } from '../../host/local';
import { plainText } from '../../lib/plain-text';
import { appPaths } from '../../plan/names';
import { agesOf, type Age, type Version } from '../../secrets/ages';
import { readEncrypted } from '../../secrets/encrypted';
import { toReport } from '../../temporal/runs/errors';
import type { InspectDeps } from '../deps';
import { within } from '../within';
import { historyOf, type History } from './history';
import { inOrder, rankOf, usesOf, type Ranked } from './order';

/** Of a secret whose file is on the control host and has no history. */
const unknownAge: Omit<Age, 'changed'> = { commit: null, encryptedAnew: null, orOlder: true };

export interface SecretRow extends Ranked, Omit<Age, 'changed'> {
  app: string | null;
  host: string | null;
  file: string;
  recipients: string[];
}

export interface InventoryProblem extends Pick<ErrorReport, 'code' | 'message' | 'details'> {
  app: string | null;
  file: string;
}

export interface Inventory {
  /** In the order in which to make them anew. */
  secrets: (SecretRow & { why: string })[];
  /** Files that could not be read. */
  problems: InventoryProblem[];
}

/** What one host may take. */
const LIMIT = 60_000;

export async function inventoryOf(deps: Pick<InspectDeps, 'fleet' | 'host'>): Promise<Inventory> {
  const fleet = await deps.fleet();
  const problems: InventoryProblem[] = [];
  const attempt = async (
    app: string | null,
    file: string,
    work: Promise<SecretRow[]>,
  ): Promise<SecretRow[]> => {
    try {
      return await work;
    } catch (error) {
      const { code, message, details } = toReport(error);
      problems.push({ app, file, code, message, details });
      return [];
    }
  };
  const { file } = fleet.secrets;
  const found = await Promise.all([
    ...keyFiles(fleet).map(([kind, path]) => keyRow(kind, path)),
    ...(file === undefined ? [] : [attempt(null, file, controlRows(fleet, file))]),
    ...Object.values(fleet.apps).flatMap((app) =>
      app.secrets.map((secret) => attempt(app.name, secret.source, appRows(deps, fleet, app, secret))),
    ),
  ]);
  const secrets = inOrder(found.flat()).map((row) => ({ ...row, why: rankOf(row)[1] }));
  return { secrets, problems };
}

function keyFiles(fleet: Fleet): ['age key' | 'ssh key', string][] {
  const apps = Object.values(fleet.apps).flatMap(({ secrets }) => secrets.map(({ keyFile }) => keyFile));
  const ages = new Set([fleet.secrets.age.keyFile, ...apps]);
  const hosts = new Set(Object.values(fleet.hosts).map(({ keyFile }) => keyFile));
  return [
    ...[...ages].map((path) => ['age key', path] as const),
    ...[...hosts].map((path) => ['ssh key', path] as const),
  ].flatMap(([kind, path]) => (path === undefined ? [] : [[kind, path]]));
}

/** A key file is not opened. */
async function keyRow(kind: 'age key' | 'ssh key', file: string): Promise<SecretRow[]> {
  const changed = await stat(file).then(
    ({ mtime }) => mtime.toISOString(),
    () => null,
  );
  const row = { kind, name: basename(file), app: null, host: null, file, recipients: [], uses: [] };
  return [{ ...row, changed, ...unknownAge }];
}

/** A version that is in no commit counts by the file's own time. */
async function controlRows(fleet: Fleet, file: string): Promise<SecretRow[]> {
  const path = await realpath(file).catch(({ message }: Error) => {
    throw new RoostError('SecretInvalid', `${file} cannot be read: ${message}`, { file });
  });
  const [ciphertext, { mtime }] = [await readFile(path), await stat(path)];
  const content = readEncrypted(ciphertext, 'dotenv');
  const present: Version = { at: mtime.toISOString(), commit: null, content };
  const place = { mirror: '', source: dirname(path), branch: 'HEAD', file: basename(path) };
  const host = localHost((text) => text);
  const history = await historyOf({ ...place, host, format: 'dotenv' });
  const committed = history?.versions ?? [];
  const isSame =
    committed.length > 0 &&
    String([...(committed[0]!.content?.values ?? [])]) === String([...(content?.values ?? [])]);
  const versions = isSame ? committed : [present, ...committed];
  const uses = usesOf(fleet);
  return rowsOf({ versions, complete: committed.length > 0 && history!.complete }, file).map((row) => ({
    ...row,
    kind: 'control',
    app: null,
    host: null,
    uses: uses.get(row.name) ?? [],
  }));
}

async function appRows(
  deps: Pick<InspectDeps, 'host'>,
  fleet: Fleet,
  app: AppConfig,
  { source: file, format }: SecretFile,
): Promise<SecretRow[]> {
  const { mirror } = appPaths(app.directory);
  const read = async (): Promise<History | null> => {
    const host = await deps.host(hostOf(fleet, app.host));
    const { branch } = app;
    return historyOf({ host, mirror, source: `${app.directory}/${app.source}`, branch, file, format });
  };
  const history = await within(app.host, read(), LIMIT);
  if (!history)
    throw new RoostError('SecretInvalid', `There is no repository of ${app.name} on ${app.host} yet.`, {
      app: app.name,
    });
  const about = { app: app.name, host: app.host, kind: 'app' as const, uses: [] };
  return rowsOf(history, file).map((row) => ({ ...row, ...about }));
}

/** Errors: `SecretInvalid`. */
function rowsOf(
  { versions, complete }: History,
  file: string,
): Omit<SecretRow, 'kind' | 'app' | 'host' | 'uses'>[] {
  const content = versions[0]?.content;
  if (!content)
    throw new RoostError('SecretInvalid', `${file} is not there, or is no file of sops.`, { file });
  const recipients = content.recipients.map(plainText);
  return [...agesOf(versions, complete)].map(([name, age]) => ({
    name: plainText(name),
    file,
    recipients,
    ...age,
  }));
}
