/** What this machine needs: Node.js, sops, and the age key that opens the secrets. */
import { readFileSync } from 'node:fs';
import type { Fleet } from '../../fleet/file';
import { exposureOf } from '../../lib/files/exposure';
import { plural } from '../../lib/units';
import { toReport } from '../../temporal/runs/errors';
import { accountsHere } from './accounts';
import { registryFindings } from './registries';
import { fail, ok, warn, type Finding } from './types';

export async function hereFindings(fleet: Fleet, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const counts = `${plural(Object.keys(fleet.hosts).length, 'host')}, ${plural(Object.keys(fleet.apps).length, 'app')}`;
  return [
    ok('fleet file', `${fleet.name}: ${counts}`),
    nodeFinding(process.versions.node, new Date()),
    ...(await secretFindings(fleet, env)),
    ...(await registryFindings(fleet, env)),
    ...modes(fleet),
    ...(await accountsHere(env)),
  ];
}

/** Where no app has secrets, nothing is needed to open them. */
async function secretFindings(fleet: Fleet, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const encrypted = Object.values(fleet.apps).some(({ secrets }) => secrets.length > 0);
  return encrypted ? [await sops(env), ...keyFiles(fleet).map(ageKey)] : [];
}

/** The last day on which Node.js fixes a line, by its number. */
const fixedUntil: Record<string, string> = { 20: '2026-04-30', 22: '2027-04-30', 24: '2028-04-30' };

export function nodeFinding(version: string, now: Date): Finding {
  const until = fixedUntil[version.split('.')[0]!];
  return until !== undefined && now.toISOString().slice(0, 10) > until
    ? warn(
        'Node.js',
        `${version} gets no security fixes since ${until}, ${process.execPath}`,
        'install Node.js 24',
      )
    : ok('Node.js', `${version}, ${process.execPath}`);
}

/** Of the files that hold a secret, and are there. */
function modes({ hosts, apps, secrets }: Fleet): Finding[] {
  const ofHosts = Object.values(hosts).flatMap(({ keyFile, passphraseFile }) => [keyFile, passphraseFile]);
  const ofApps = Object.values(apps).flatMap((app) => app.secrets.map(({ keyFile }) => keyFile));
  const files = new Set([secrets.age.keyFile, secrets.file, ...ofHosts, ...ofApps]);
  const exposed = [...files].flatMap((file) => (file === undefined ? [] : (exposureOf(file) ?? [])));
  if (exposed.length === 0) return [ok('modes', 'only their owners can change them')];
  return exposed.map((says) => warn('modes', says, 'chmod 0600'));
}

async function sops(env: NodeJS.ProcessEnv): Promise<Finding> {
  const { findTool } = await import('../../tools');
  try {
    return ok('sops', await findTool('sops', { env, fetch: false }));
  } catch (error) {
    return warn('sops', toReport(error).message, 'install it, or let the first deploy fetch it');
  }
}

const keyFiles = ({ apps, secrets: { age } }: Fleet): string[] => [
  ...new Set(Object.values(apps).flatMap(({ secrets }) => secrets.map((one) => one.keyFile ?? age.keyFile))),
];

/** Reads the key, and says nothing of it but whether it is one. */
function ageKey(file: string): Finding {
  try {
    const isKey = /^AGE-SECRET-KEY-1[0-9A-Z]{58}\s*$/m.test(readFileSync(file, 'utf8'));
    return isKey
      ? ok('age key', file)
      : fail('age key', `${file} holds no age key`, 'put the line AGE-SECRET-KEY-1… into it');
  } catch (error) {
    return fail(
      'age key',
      (error as Error).message,
      'copy the key there (mode 0600), or mend the keyFile in the fleet file',
    );
  }
}
