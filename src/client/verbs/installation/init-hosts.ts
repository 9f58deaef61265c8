/** The hosts of a first fleet file: how they are reached, their keys, and what runs there. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { RoostError } from '../../../errors';
import { parseFleet, type HostConfig } from '../../../fleet/file';
import { entryAddress } from '../../../fleet/file/host/resolve';
import { addressPattern } from '../../../fleet/file/host/schema';
import { sshAliases, sshEntry } from '../../../fleet/file/host/ssh-config';
import { namePattern } from '../../../fleet/file/values/fields';
import { firstKey } from '../../../host/ssh/first-key';
import { readStacks } from '../../../host/stacks';
import type { FoundHost, HostFields } from '../../../inspect/init/types';
import { fleetText, type Header } from '../../../inspect/init/write';
import { sentences } from '../../../lib/sentences';
import { whoAsks, type Context } from '../../command/context';

export interface HostOptions {
  yes?: boolean;
  key?: string;
}

export const homeOf = (env: NodeJS.ProcessEnv): string => env.HOME ?? homedir();

export function sshConfigOf(env: NodeJS.ProcessEnv): string | undefined {
  const file = join(homeOf(env), '.ssh', 'config');
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Of ~/.ssh/config, one after the other, where the command line names none. Errors: `BadRequest`. */
export async function askTargets(context: Context, options: HostOptions): Promise<string[]> {
  const config = sshConfigOf(context.env);
  const chosen: string[] = [];
  if (config !== undefined && !options.yes)
    for (const alias of [...new Set(sshAliases(config))].slice(0, 50))
      if (await context.confirm(`Read what runs on ${alias} (of ~/.ssh/config)?`)) chosen.push(alias);
  if (chosen.length > 0) return chosen;
  throw new RoostError(
    'BadRequest',
    'No host is named: roost init user@host…, or a Host entry of ~/.ssh/config',
  );
}

interface Reached {
  fields: Omit<HostFields, 'hostKey'>;
  addresses: string[];
  /** What it may be called. */
  title: string;
}

/**
 * Shows the host's key, asks, pins it, and reads what runs there.
 * Errors: `BadRequest`, `HostUnreachable` and others of SSH.
 */
export async function findHost(
  context: Context,
  target: string,
  options: HostOptions,
  taken: string[],
): Promise<FoundHost> {
  const reached = reach(context, target, options);
  const shown = await firstKey(reached.addresses);
  context.screen.note(
    `${target} shows the host key ${shown.fingerprint}${knownText(context.env, shown.hostKey)}`,
  );
  if (!options.yes && !(await context.confirm('Is it the right one? It is pinned in the fleet file.')))
    throw new RoostError(
      'BadRequest',
      sentences(
        `The host key of ${target} was not confirmed:`,
        'compare it with `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` on the host;',
        '--yes takes it unasked',
      ),
    );
  const fields: HostFields = { ...reached.fields, hostKey: shown.hostKey };
  const draft = { name: 'new', fields, fingerprint: shown.fingerprint, stacks: NOTHING };
  const config = hostConfig(context, draft);
  context.screen.note(`Reading what runs on ${target}`);
  const stacks = await readStacks(await context.host({ ...config, name: target.replace(/^.*@/, '') }));
  return { ...draft, name: nameOf([reached.title, stacks.name], taken), stacks };
}

/** One that the fleet file has already. */
export async function readKnown(context: Context, config: HostConfig): Promise<FoundHost> {
  const { name, user, addresses, hostKey, keyFile } = config;
  context.screen.note(`Reading what runs on ${name}`);
  const stacks = await readStacks(await context.host(config));
  return { name, fields: { user, addresses, hostKey, key: keyFile }, fingerprint: '', stacks };
}

const NOTHING: FoundHost['stacks'] = {
  user: '',
  home: '',
  name: '',
  docker: { failure: '' },
  projects: [],
  loose: [],
  routes: [],
  cut: false,
};

const header: Header = { fleet: 'home', date: '', schema: null };

function hostConfig(context: Context, draft: FoundHost): HostConfig {
  const source = { file: 'the command line', home: homeOf(context.env), sshConfig: sshConfigOf(context.env) };
  return parseFleet(fleetText(header, [draft], []), source).hosts[draft.name]!;
}

/** `user@host`, `user@host:22`, `host` or an alias. */
export function reach(context: Context, target: string, { key }: HostOptions): Reached {
  const [, user, place = target] = /^(?:([^@]+)@)?(.+)$/.exec(target) ?? [];
  const config = sshConfigOf(context.env);
  const entry = config === undefined ? undefined : sshEntry(config, place);
  const login = user ?? entry?.user ?? whoAsks(context.env).split('@')[0]!;
  if (entry && entry.unsupported.length === 0) {
    const keyed = key ?? (entry.identityFile === undefined ? defaultKey(context.env) : undefined);
    return {
      fields: { sshConfig: place, user: user ?? (entry.user ? undefined : login), key: keyed },
      addresses: [entryAddress(entry)],
      title: place,
    };
  }
  if (!addressPattern.test(place) || (user !== undefined && !/^[A-Za-z_][A-Za-z0-9_.-]*$/.test(user)))
    throw new RoostError(
      'BadRequest',
      `${JSON.stringify(target)} is not user@host, or a Host entry of ~/.ssh/config`,
    );
  return {
    fields: { user: login, addresses: [place], key: key ?? defaultKey(context.env) },
    addresses: [place],
    title: /^[\d.]+(:\d+)?$|^\[/.test(place) ? '' : place,
  };
}

/** As ssh searches for one; with an agent none is needed. */
function defaultKey(env: NodeJS.ProcessEnv): string | undefined {
  if (env.SSH_AUTH_SOCK) return undefined;
  const name = ['id_ed25519', 'id_ecdsa', 'id_rsa'].find((one) => existsSync(join(homeOf(env), '.ssh', one)));
  return name && `~/.ssh/${name}`;
}

/** Whether ssh has met this key before; names in its file may be hashed, so only the key is searched for. */
function knownText(env: NodeJS.ProcessEnv, hostKey: string): string {
  const file = join(homeOf(env), '.ssh', 'known_hosts');
  const known = existsSync(file) && readFileSync(file, 'utf8').includes(hostKey.split(' ')[1]!);
  return known ? ', which ssh knows already (~/.ssh/known_hosts)' : '';
}

function nameOf(titles: string[], taken: string[]): string {
  for (const title of [...titles, 'host1']) {
    const plain = title
      .toLowerCase()
      .replace(/[.:].*$/, '')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '');
    if (!namePattern.test(plain)) continue;
    for (const name of [plain, ...Array.from({ length: 20 }, (_, i) => `${plain}-${i + 2}`)])
      if (!taken.includes(name)) return name;
  }
  return `host${taken.length + 1}`;
}
