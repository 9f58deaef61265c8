import { posix } from 'node:path';
import { section } from '../../lib/unchecked';
import { checkApps } from './app/check';
import { resolveApp } from './app/resolve';
import { checkBackup } from './backup/check';
import { resolveBackup } from './backup/resolve';
import { checkCloudflare } from './cloudflare/check';
import { resolveAppIngress, resolveCloudflare } from './cloudflare/resolve';
import { checkDrill } from './drill/check';
import { checkHosts } from './host/check';
import { resolveHost, resolveProxy } from './host/resolve';
import type { SshEntry } from './host/ssh-config';
import { checkNotify } from './notify/check';
import { resolveTarget } from './notify/resolve';
import { fleetInvalid } from './problems/invalid';
import { findings, type Finding } from './problems/issues';
import { keyMaterial } from './problems/key-material';
import type { FleetProblem } from './problems/types';
import { checkProvision } from './provision/check';
import { resolveOperator, resolveProvision } from './provision/resolve';
import { checkGateway, checkGitHub } from './push/check';
import { resolveGateway, resolveGitHub, resolvePush } from './push/resolve';
import { checkRegistries } from './registries/check';
import { fleetSchema, type FleetInput } from './schema';
import type { Fleet } from './types';
import { milliseconds } from './values/duration';
import { localPath, type Start } from './values/paths';
import { readDocument, type Parsed } from './yaml/document';
import { lineOf } from './yaml/lines';

export interface FleetSource {
  /** Its name in messages. */
  file: string;
  /** The home folder for `~/`, absolute. */
  home: string;
  /** Text of ~/.ssh/config; absent when there is none. */
  sshConfig?: string;
}

/**
 * Reads a fleet file: YAML, merge keys included.
 *
 * Errors: `FleetInvalid` with every problem of the file, one a line in the
 * message (`fleet.yaml:12 apps.phone.health.status: should be …`) and as
 * `details.problems` ({@link FleetProblem}[]), ordered by line. No value of
 * the file that looks like a private key is repeated.
 */
export function parseFleet(text: string, { file, home, sshConfig }: FleetSource): Fleet {
  const parsed = readDocument(text);
  const problems = [...keyMaterial(text), ...parsed.problems];
  if (parsed.value === undefined) throw fleetInvalid(file, problems);
  const result = fleetSchema.safeParse(parsed.value);
  const { hosts, apps } = section(parsed.value);
  const hostCheck = checkHosts(section(hosts), sshConfig);
  const found = [
    ...findings(result.error?.issues ?? [], fleetSchema),
    ...hostCheck.findings,
    ...checkApps(section(apps), section(hosts)),
    ...checkNotify(section(parsed.value)),
    ...checkGateway(section(parsed.value)),
    ...checkGitHub(section(parsed.value)),
    ...checkBackup(section(parsed.value)),
    ...checkCloudflare(section(parsed.value)),
    ...checkRegistries(section(parsed.value)),
    ...checkDrill(section(parsed.value)),
    ...checkProvision(section(parsed.value)),
  ];
  problems.push(...placed(found, parsed));
  if (problems.length > 0 || !result.success) throw fleetInvalid(file, problems);
  return resolve(result.data, hostCheck.entries, { home, folder: posix.dirname(posix.resolve(file)) });
}

const placed = (found: Finding[], { document, lines }: Parsed): FleetProblem[] =>
  found.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    line: lineOf(document, lines, path),
    message,
  }));

function resolve(input: FleetInput, entries: Map<string, SshEntry>, start: Start): Fleet {
  const each = <T, R>(record: Record<string, T>, to: (name: string, value: T) => R) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(name, value)]));
  const keyFile = input.secrets?.age?.keyFile ?? '~/.config/sops/age/keys.txt';
  return {
    name: input.fleet,
    hosts: each(input.hosts, (name, host) => resolveHost(name, host, entries.get(name), start)),
    apps: each(input.apps, (name, app) => {
      const host = input.hosts[app.host];
      const behind = host?.proxy && resolveProxy(host.proxy);
      const resolved = resolveApp(name, app, behind?.network, start, input.push);
      if (!app.cloudflare) return resolved;
      const proxy = behind?.url;
      return { ...resolved, cloudflare: resolveAppIngress(app.cloudflare, { domain: app.domain, proxy }) };
    }),
    secrets: {
      age: { keyFile: localPath(keyFile, start) },
      file: input.secrets?.file && localPath(input.secrets.file, start),
      commit: input.secrets?.commit,
    },
    timeZone: input.timeZone ?? 'UTC',
    lock: { wait: milliseconds(input.lock?.wait ?? '2h') },
    decide: { wait: milliseconds(input.decide?.wait ?? '30m') },
    move: input.move && { down: input.move.down === undefined ? undefined : milliseconds(input.move.down) },
    push: resolvePush(input.push),
    github: resolveGitHub(input.github),
    registries: each(input.registries ?? {}, (_, { user, password }) => ({
      user,
      password: password.secret,
    })),
    gateway: input.gateway && resolveGateway(input.gateway),
    notify: each(input.notify ?? {}, resolveTarget),
    backup: input.backup && resolveBackup(input.backup, start),
    cloudflare: input.cloudflare && resolveCloudflare(input.cloudflare),
    operators: each(input.operators ?? {}, resolveOperator),
    provision: each(input.hosts, (_, host) => resolveProvision(input.provision, host.provision)),
  };
}
