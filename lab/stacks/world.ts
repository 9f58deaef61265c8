/** What runs of a stack, as far as an operator would notice a change. */
import { tryExec } from '../exec';
import type { LabHost } from '../types';

interface Inspected {
  Name: string;
  Id: string;
  Image: string;
  Config: {
    Env: string[] | null;
    Cmd: string[] | null;
    Entrypoint: string[] | null;
    User: string;
    Hostname: string;
    Labels: Record<string, string>;
    StopTimeout?: number;
    Tty: boolean;
    Healthcheck?: { Test?: string[] };
  };
  State: { Status: string; ExitCode: number; Health?: { Status: string } };
  Mounts: { Type: string; Name?: string; Source: string; Destination: string; RW: boolean }[];
  HostConfig: Record<string, unknown> & { NetworkMode: string };
  NetworkSettings: {
    Networks: Record<string, { Aliases: string[] | null; IPAMConfig: { IPv4Address?: string } | null }>;
  };
}

export interface Part {
  service: string;
  name: string;
  id: string;
  state: string;
  health: string | null;
  code: number;
  /** What must not change without a word. */
  lines: string[];
  mounts: { type: string; at: string; from: string; named: boolean; writable: boolean }[];
}

const kept = [
  'PortBindings', 'RestartPolicy', 'CapAdd', 'CapDrop', 'Privileged', 'Devices', 'Dns', 'ExtraHosts', 'Tmpfs',
  'Ulimits', 'ShmSize', 'ReadonlyRootfs', 'SecurityOpt', 'PidsLimit', 'Memory', 'NanoCpus', 'Sysctls', 'Init',
  'LogConfig', 'GroupAdd', 'PidMode', 'IpcMode', 'UsernsMode',
]; // prettier-ignore

export async function worldOf(host: LabHost, project: string): Promise<Part[]> {
  const filter = `label=com.docker.compose.project=${project}`;
  const { stdout } = await tryExec(host, [
    'sh',
    '-c',
    `docker ps -aq --no-trunc --filter ${filter} | xargs -r docker inspect`,
  ]);
  const all = JSON.parse(stdout.trim() || '[]') as Inspected[];
  const names = Object.fromEntries(all.map((one) => [one.Id, serviceOf(one)]));
  return all.map((one) => partOf(one, names)).sort((a, b) => a.service.localeCompare(b.service));
}

const serviceOf = ({ Config, Name }: Inspected): string =>
  Config.Labels['com.docker.compose.service'] ?? Name.slice(1);

function partOf(one: Inspected, names: Record<string, string>): Part {
  const { Config, HostConfig, NetworkSettings, State } = one;
  const labels = Object.entries(Config.Labels).filter(
    ([key]) => !/^(com\.docker\.compose|roost)\./.test(key),
  );
  const isId = (name: string): boolean => Object.keys(names).some((id) => id.startsWith(name));
  const isNamed = (name: string): boolean => !/^[0-9a-f]{64}$/.test(name);
  const mode = HostConfig.NetworkMode.replace(
    /^container:(.*)$/,
    (_, id: string) => `container ${names[id]}`,
  );
  const networks = Object.entries(NetworkSettings.Networks).map(
    ([name, { Aliases, IPAMConfig }]) =>
      `network ${name} ${IPAMConfig?.IPv4Address ?? ''} ${(Aliases ?? []).filter((alias) => !one.Id.startsWith(alias)).sort().join(',')}`,
  ); // prettier-ignore
  const mounts = one.Mounts.map(({ Type, Name = '', Source, Destination, RW }) => ({
    type: Type,
    at: Destination,
    from: Type === 'volume' && isNamed(Name) ? Name : Source,
    named: Type !== 'volume' || isNamed(Name),
    writable: RW,
  }));
  const lines = [
    `image ${one.Image}`,
    `command ${JSON.stringify([Config.Entrypoint, Config.Cmd])}`,
    `user ${Config.User}`,
    `tty ${Config.Tty}, stop ${Config.StopTimeout ?? 'default'}`,
    `host name ${isId(Config.Hostname) ? 'an id' : Config.Hostname}`,
    `check ${JSON.stringify(Config.Healthcheck?.Test ?? null)}`,
    `network mode ${mode}`,
    ...(Config.Env ?? []).map((line) => `env ${line}`),
    ...labels.map(([key, value]) => `label ${key}=${value}`),
    ...networks,
    ...mounts.map(
      ({ type, at, from, named, writable }) =>
        `mount ${at} ${type} ${named ? from : 'without a name'} ${writable ? '' : 'read-only'}`,
    ),
    ...kept.map((key) => `${key} ${JSON.stringify(HostConfig[key] ?? null)}`),
  ].sort();
  return {
    service: serviceOf(one),
    name: one.Name.slice(1),
    id: one.Id,
    state: State.Status,
    health: State.Health?.Status ?? null,
    code: State.ExitCode,
    lines,
    mounts,
  };
}

const standing = ({ state, health, code }: Part): string =>
  `is ${state}${health ? `, ${health}` : ''}${state === 'exited' && code !== 0 ? ` with ${code}` : ''}`;

/** One line for each difference, by service. */
export function worldDifferences(before: Part[], after: Part[]): Record<string, string[]> {
  const names = [...new Set([...before, ...after].map(({ service }) => service))];
  const found: [string, string[]][] = names.map((service) => {
    const [old, now] = [before, after].map((world) => world.filter((part) => part.service === service));
    const text = (parts: Part[]): string[] =>
      parts.flatMap((part) => [`container ${part.name}`, standing(part), ...part.lines]);
    const [was, is] = [text(old!), text(now!)];
    return [
      service,
      [
        ...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`),
        ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`),
      ],
    ];
  });
  return Object.fromEntries(found.filter(([, lines]) => lines.length > 0));
}

/** A container that does not run, or is not healthy; one-shots that ended well are well. */
export const unwell = (world: Part[]): string[] =>
  world
    .filter(({ state, health, code }) =>
      state === 'exited' ? code !== 0 : state !== 'running' || (health !== null && health !== 'healthy'),
    )
    .map((part) => `${part.service} ${standing(part)}`);
