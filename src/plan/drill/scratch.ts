/**
 * Makes of an app's resolved Compose model one that can touch nothing: by what is allowed, so that
 * a key that is not known is left out. Pure. The model holds secrets.
 */
import { posix } from 'node:path';
import { list, section, text, type Loose } from '../../lib/unchecked';
import type { DrillLimits } from '../../protocol/steps/drill';

/** Labels of all that a drill makes. */
export const drillLabels = { app: 'roost.drill', operation: 'roost.drill.operation' } as const;

/** Docker Engine of the host. */
export interface EngineFacts {
  /** The first number of its version. */
  version: number;
  /** Whether its kernel can limit the time of processors: not on some NAS, and in some containers. */
  limitsCpus: boolean;
}

export interface Scratch {
  app: string;
  operation: string;
  /** The live app's folder, and the one that stands for it. */
  directory: string;
  scratch: string;
  limits: DrillLimits;
  /** Files from outside of the app's folder that are in scratch below `root`. */
  outside?: { root: string; paths: string[] };
  engine: EngineFacts;
  imageOf(service: string): string;
}

export interface ScratchModel {
  /** Null: it is refused. */
  model: Loose | null;
  /** What cannot be done without and leads out of the scratch, each by name. */
  refused: string[];
  /** What the app has and the drill has not. */
  remarks: string[];
  /** What is mounted from the scratch, absolute: each must exist, and be in it. */
  mounts: string[];
}

const kept = [
  'command',
  'entrypoint',
  'user',
  'working_dir',
  'platform',
  'init',
  'read_only',
  'stop_signal',
  'stop_grace_period',
  'tmpfs',
  'shm_size',
  'ulimits',
  'group_add',
  'cap_drop',
  'healthcheck',
  'stdin_open',
  'tty',
  'configs',
  'secrets',
] as const;

/** Left out without a word: others take their place, or they say nothing of what the service does. */
const silent = new Set<string>([
  ...kept,
  'image',
  'build',
  'environment',
  'volumes',
  'depends_on',
  'networks',
  'container_name',
  'ports',
  'expose',
  'labels',
  'restart',
  'logging',
  'pull_policy',
  'profiles',
  'deploy',
  'env_file',
  'annotations',
  'mem_limit',
  'cpus',
]);

/** Clocks of the host: without them a container has UTC. */
const clocks = ['/etc/localtime', '/etc/timezone'];

const ONE_MIB = 1024 * 1024;

export function scratchModel(model: Loose, scratch: Scratch): ScratchModel {
  const out: ScratchModel = { model: null, refused: [], remarks: [], mounts: [] };
  const services = section(model.services);
  const made = Object.entries(services).map(
    ([name, service]) =>
      [name, serviceOf(name, section(service), Object.keys(services), scratch, out)] as const,
  );
  const files = (part: string): Loose | undefined => {
    const all = Object.entries(section(model[part])).flatMap(([key, value]) => {
      const kept = fileOf(`${part.slice(0, -1)} ${key}`, section(value), scratch, out);
      return kept ? [[key, kept] as const] : [];
    });
    return all.length > 0 ? Object.fromEntries(all) : undefined;
  };
  const volumes = Object.keys(section(model.volumes)).map(
    (key) => [key, { labels: labelsOf(scratch) }] as const,
  );
  const whole: Loose = {
    services: Object.fromEntries(made),
    networks: { drill: networkOf(scratch) },
    volumes: Object.fromEntries(volumes),
    configs: files('configs'),
    secrets: files('secrets'),
  };
  return { ...out, model: out.refused.length > 0 ? null : whole };
}

const labelsOf = ({ app, operation }: Scratch): Loose => ({
  [drillLabels.app]: app,
  [drillLabels.operation]: operation,
});

/**
 * Without a way out, and without an address of the host in it, by which
 * a container would reach what listens there.
 */
const networkOf = (scratch: Scratch): Loose => ({
  internal: true,
  labels: labelsOf(scratch),
  driver: 'bridge',
  driver_opts:
    scratch.engine.version >= 28
      ? {
          'com.docker.network.bridge.gateway_mode_ipv4': 'isolated',
          'com.docker.network.bridge.gateway_mode_ipv6': 'isolated',
        }
      : { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
});

function serviceOf(name: string, service: Loose, all: string[], scratch: Scratch, out: ScratchModel): Loose {
  const { limits } = scratch;
  const left = Object.keys(service).filter((key) => !silent.has(key) && service[key] !== null);
  if (left.length > 0) out.remarks.push(`${name} goes without ${left.sort().join(', ')}`);
  const own = kept.flatMap((key) => (service[key] === undefined ? [] : [[key, service[key]] as const]));
  return {
    ...Object.fromEntries(own),
    image: scratch.imageOf(name),
    pull_policy: 'never',
    environment: environmentOf(service.environment, limits.env),
    volumes: list(service.volumes).flatMap((volume) => mountOf(name, section(volume), scratch, out)),
    depends_on: dependsOn(service.depends_on, all),
    networks: { drill: { aliases: aliasesOf(name, service) } },
    restart: 'no',
    labels: labelsOf(scratch),
    logging: { driver: 'json-file', options: { 'max-size': '5m', 'max-file': '1' } },
    cpus: scratch.engine.limitsCpus ? limits.cpus : undefined,
    mem_limit: String(limits.memory),
    memswap_limit: String(limits.memory),
    pids_limit: 1024,
    cpu_shares: 128,
    oom_score_adj: 500,
  };
}

/** Compose's own output has each `$` doubled, so what is added has too. */
function environmentOf(own: unknown, instead: Record<string, string>): Loose {
  const added = Object.entries(instead).map(([key, value]) => [key, value.replaceAll('$', '$$$$')] as const);
  return { ...section(own), ...Object.fromEntries(added) };
}

function dependsOn(value: unknown, all: string[]): Loose | undefined {
  const entries = Object.entries(section(value)).flatMap(([name, how]) => {
    const { condition = 'service_started' } = section(how);
    return all.includes(name) ? [[name, { condition, required: true }] as const] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** By these names the app's other services know it. */
function aliasesOf(name: string, { container_name: container, networks }: Loose): string[] {
  const others = Object.values(section(networks)).flatMap((network) => list(section(network).aliases));
  const names = [container, ...others].flatMap((alias) => text(alias) ?? []);
  return [...new Set(names)].filter((alias) => alias !== '' && alias !== name);
}

function mountOf(service: string, volume: Loose, scratch: Scratch, out: ScratchModel): Loose[] {
  const { type, source, target, read_only: readOnly, volume: options, tmpfs } = volume;
  const path = text(source);
  if (type === 'tmpfs') return [{ type, target, tmpfs }];
  if (type === 'volume')
    return [{ type, source: path, target, read_only: readOnly, volume: nocopyOf(section(options)) }];
  if (type !== 'bind' || path === undefined) {
    out.refused.push(`service ${service} mounts a ${String(type)} at ${String(target)}`);
    return [];
  }
  const place = placeOf(path, scratch);
  if (place !== null) {
    out.mounts.push(place);
    return [{ type, source: place, target, read_only: readOnly, bind: { create_host_path: false } }];
  }
  if (scratch.limits.drop.includes(posix.normalize(path)) || clocks.includes(path))
    out.remarks.push(`${service} goes without ${path} of the host`);
  else out.refused.push(`service ${service} mounts ${path} of the host`);
  return [];
}

const nocopyOf = ({ nocopy, subpath }: Loose): Loose | undefined =>
  nocopy === undefined && subpath === undefined ? undefined : { nocopy, subpath };

/** A config or secret of Compose. */
function fileOf(what: string, { file, content }: Loose, scratch: Scratch, out: ScratchModel): Loose | null {
  const path = text(file);
  const place = path === undefined ? null : placeOf(path, scratch);
  if (content !== undefined && path === undefined) return { content };
  if (place === null) {
    out.refused.push(path === undefined ? `${what} is no file of the app` : `${what} is ${path} of the host`);
    return null;
  }
  out.mounts.push(place);
  return { file: place };
}

/** Where it is in the scratch; null: it does not. */
function placeOf(path: string, { directory, scratch, outside }: Scratch): string | null {
  const normal = posix.normalize(path);
  if (outside?.paths.includes(normal)) return posix.join(outside.root, normal);
  for (const root of [scratch, directory]) {
    const inside = posix.relative(root, normal);
    if (inside === '' || (!inside.startsWith('..') && !posix.isAbsolute(inside)))
      return posix.join(scratch, inside);
  }
  return null;
}

/**
 * Of containers as `docker inspect` shows them before they are started:
 * what could touch something. Empty: nothing.
 */
export function dangers(
  containers: unknown[],
  { scratch, project }: { scratch: string; project: string },
): string[] {
  return containers.flatMap((one) => {
    const { Name, HostConfig, Mounts, NetworkSettings } = section(one);
    const host = section(HostConfig);
    const found: string[] = [];
    const no = (key: string, fits: boolean): void => {
      if (!fits) found.push(key);
    };
    const empty = (value: unknown): boolean =>
      value === null || value === undefined || (Array.isArray(value) && value.length === 0);
    no('Privileged', host.Privileged === false);
    no('PortBindings', Object.keys(section(host.PortBindings)).length === 0);
    no('PublishAllPorts', host.PublishAllPorts !== true);
    no('NetworkMode', text(host.NetworkMode) === `${project}_drill`);
    no(
      'Networks',
      Object.keys(section(section(NetworkSettings).Networks)).every((n) => n === `${project}_drill`),
    );
    for (const key of [
      'Devices',
      'DeviceRequests',
      'DeviceCgroupRules',
      'CapAdd',
      'VolumesFrom',
      'Links',
      'ExtraHosts',
    ])
      no(key, empty(host[key]));
    no(
      'SecurityOpt',
      list(host.SecurityOpt).every((option) => option === 'no-new-privileges'),
    );
    for (const key of ['PidMode', 'UTSMode', 'UsernsMode']) no(key, !text(host[key]));
    no('IpcMode', ['', 'private', 'shareable', 'none'].includes(text(host.IpcMode) ?? ''));
    no('RestartPolicy', ['', 'no'].includes(text(section(host.RestartPolicy).Name) ?? ''));
    no('Memory', Number(host.Memory) >= ONE_MIB);
    for (const mount of list(Mounts)) {
      const { Type, Source, Name: volume } = section(mount);
      const isOurs =
        Type === 'bind'
          ? `${text(Source) ?? ''}/`.startsWith(`${scratch}/`)
          : Type === 'volume'
            ? /^[0-9a-f]{64}$/.test(text(volume) ?? '') || (text(volume) ?? '').startsWith(`${project}_`)
            : Type === 'tmpfs';
      no(`mount of ${String(Source)}`, isOurs);
    }
    return found.map((what) => `${text(Name) ?? '?'}: ${what}`);
  });
}
