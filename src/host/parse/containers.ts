/** `docker inspect` of containers. */
import { RoostError } from '../../errors';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';

export interface ContainerInfo {
  id: string;
  name: string;
  service: string;
  project: string;
  workingDir: string;
  oneOff: boolean;
  /** The reference that the container was made from. */
  image: string;
  imageId: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  state: string;
  /** `starting`, `healthy` or `unhealthy`; null: no health check. */
  health: string | null;
  /** The health check's own command, as it is run in the container; null: none. */
  check: string[] | null;
  /** `no`, `always`, `unless-stopped` or `on-failure`. */
  restartPolicy: string;
  restartCount: number;
  exitCode: number | null;
  /** ISO 8601; null: never. */
  startedAt: string | null;
  finishedAt: string | null;
  /** Why Docker could not start it, or lost it; empty otherwise. */
  error: string;
  oomKilled: boolean;
  /** Place among the service's containers; null: not made by Compose. */
  number: number | null;
  /** Compose's hash of the service's definition. */
  configHash: string;
  configFiles: string[];
  /** By network name. */
  networks: Record<string, { ip: string; aliases: string[] }>;
  /** The container whose network it is in, by id or name; absent: it has its own, or none. */
  networkOf?: string;
  /** `8080/tcp` to where the host listens for it. */
  ports: Record<string, { address: string; port: number }[]>;
  mounts: { type: string; source: string; target: string }[];
  labels: Record<string, string>;
}

/** Errors: `CommandFailed` for anything but a JSON array. */
export function parseInspect(output: string): ContainerInfo[] {
  let all: unknown;
  try {
    all = JSON.parse(output);
  } catch {
    all = null;
  }
  if (!Array.isArray(all))
    throw new RoostError('CommandFailed', 'docker inspect printed no JSON array.', {
      command: 'docker inspect',
    });
  return all.filter(isSection).map(containerOf);
}

/** Engines differ in missing and null fields: a field of an unexpected shape counts as missing. */
function containerOf(inspected: Loose): ContainerInfo {
  const state = section(inspected.State);
  const config = section(inspected.Config);
  const settings = section(inspected.NetworkSettings);
  const labels = Object.fromEntries(
    Object.entries(section(config.Labels)).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
  const label = (name: string): string => (Object.hasOwn(labels, name) ? labels[name]! : '');
  const health = word(section(state.Health).Status);
  return {
    id: word(inspected.Id),
    name: word(inspected.Name).replace(/^\//, ''),
    service: label('com.docker.compose.service'),
    project: label('com.docker.compose.project'),
    workingDir: label('com.docker.compose.project.working_dir'),
    oneOff: label('com.docker.compose.oneoff') === 'True',
    image: word(config.Image),
    imageId: word(inspected.Image),
    state: word(state.Status),
    health: health && health !== 'none' ? health : null,
    check: checkOf(config),
    restartPolicy: word(section(section(inspected.HostConfig).RestartPolicy).Name) || 'no',
    restartCount: numeric(inspected.RestartCount) ?? 0,
    exitCode: numeric(state.ExitCode),
    startedAt: timeOf(word(state.StartedAt)),
    finishedAt: timeOf(word(state.FinishedAt)),
    error: word(state.Error),
    oomKilled: state.OOMKilled === true,
    number: /^\d+$/.test(label('com.docker.compose.container-number'))
      ? Number(label('com.docker.compose.container-number'))
      : null,
    configHash: label('com.docker.compose.config-hash'),
    configFiles: label('com.docker.compose.project.config_files').split(',').filter(Boolean),
    networks: mapped(section(settings.Networks), (network) => ({
      ip: word(section(network).IPAddress),
      aliases: list(section(network).Aliases).map(word),
    })),
    networkOf: /^container:(.+)$/.exec(word(section(inspected.HostConfig).NetworkMode))?.[1],
    ports: mapped(present(section(settings.Ports)), (bound) =>
      list(bound).map((one) => ({ address: word(section(one).HostIp), port: Number(section(one).HostPort) })),
    ),
    mounts: list(inspected.Mounts).map((mount) => ({
      type: word(section(mount).Type),
      source: word(section(mount).Source),
      target: word(section(mount).Destination),
    })),
    labels,
  };
}

/** `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`. */
function checkOf(config: Loose): string[] | null {
  const [kind, ...words] = list(section(config.Healthcheck).Test).map(word);
  if (words.length === 0) return null;
  if (kind === 'CMD') return words;
  if (kind !== 'CMD-SHELL') return null;
  const shell = list(config.Shell).map(word);
  const program = shell.length > 0 ? shell : ['/bin/sh', '-c'];
  return [...program, words[0]!];
}

const word = (value: unknown): string => text(value) ?? '';
const numeric = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const present = (all: Loose): Loose =>
  Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
const mapped = <T>(all: Loose, to: (value: unknown) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [name, to(value)]));

/** Docker writes the year 1 for "never". */
const timeOf = (time: string): string | null => (time === '' || time.startsWith('0001-') ? null : time);
