/**
 * Logins at registries, on the host only while it pulls or builds: a folder of
 * Docker's settings that goes with the command.
 */
import { shellScript } from '../../../lib/shell-script';
import { isSection, section, type Loose } from '../../../lib/unchecked';
import type { Deps } from '../../deps';
import type { ResolvedModel } from '../compose/compose';
import type { Site, StepSite } from '../site';

const program = shellScript(__dirname, 'with-logins');
const readSettings = shellScript(__dirname, 'read-docker-settings');

/** An argv, and what it needs on stdin. */
export interface WithLogins {
  argv: string[];
  input?: string;
}

/** Of the fleet, those that `model` names; all where something is built, as a Dockerfile may name any. */
export async function withLogins(
  site: StepSite,
  { services }: ResolvedModel,
  argv: string[],
): Promise<WithLogins> {
  if (Object.keys(site.fleet.registries ?? {}).length === 0) return { argv };
  const all = Object.values(services);
  const named = new Set(all.map(({ image }) => registryOf(image ?? '')));
  const wanted = await loginsOf(site.deps, site, all.some(({ build }) => Boolean(build)) ? null : named);
  if (wanted.length === 0) return { argv };
  const { stdout } = await site.read(readSettings());
  const logins = wanted.map(([host, login]) => [host, tokenOf(login)] as [string, string]);
  return { argv: program(...argv), input: dockerSettings(stdout, logins) };
}

interface Login {
  user: string;
  password: string;
}

/** By host; null: all that the fleet has. They become known to the redactor. */
export async function loginsOf(
  { controlSecret, redactor }: Pick<Deps, 'controlSecret' | 'redactor'>,
  { fleet, host }: Pick<Site, 'fleet' | 'host'>,
  hosts: ReadonlySet<string> | null,
): Promise<[host: string, login: Login][]> {
  const { registries = {}, secrets } = fleet;
  const logins: [string, Login][] = [];
  for (const [name, { user, password: secret }] of Object.entries(registries)) {
    if (hosts && !hosts.has(name)) continue;
    const login = { user, password: await controlSecret(secret, secrets) };
    redactor.of(host.name).add(tokenOf(login));
    logins.push([name, login]);
  }
  return logins;
}

const tokenOf = ({ user, password }: Login): string => Buffer.from(`${user}:${password}`).toString('base64');

/**
 * The user's own settings, with these logins in the place of theirs.
 * `own`: JSON; what is none counts as empty.
 */
export function dockerSettings(own: string, logins: [host: string, token: string][]): string {
  const settings = parsed(own);
  const keys = logins.flatMap(([host, auth]) => keysOf(host).map((key) => [key, auth] as const));
  return JSON.stringify({
    ...settings,
    auths: { ...section(settings.auths), ...Object.fromEntries(keys.map(([key, auth]) => [key, { auth }])) },
    // Else a store of the user's is asked instead.
    credHelpers: { ...section(settings.credHelpers), ...Object.fromEntries(keys.map(([key]) => [key, ''])) },
  });
}

function parsed(text: string): Loose {
  try {
    const value: unknown = JSON.parse(text);
    return isSection(value) ? value : {};
  } catch {
    return {};
  }
}

/** Docker's own registry has a name of its own in Docker's settings. */
const keysOf = (host: string): string[] =>
  host === 'docker.io' ? ['https://index.docker.io/v1/', host] : [host];

/** The host that an image's name begins with. */
export function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  return rest.length > 0 && (/[.:]/.test(first) || first === 'localhost') ? first : 'docker.io';
}
