/** `docker inspect` of containers. */
import { RoostError } from '../../errors';

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
  /** `8080/tcp` to where the host listens for it. */
  ports: Record<string, { address: string; port: number }[]>;
  mounts: { type: string; source: string; target: string }[];
  labels: Record<string, string>;
}

interface Inspected {
  Id?: string;
  Name?: string;
  Image?: string;
  RestartCount?: number;
  State?: { Status?: string; ExitCode?: number; Error?: string; OOMKilled?: boolean; StartedAt?: string; FinishedAt?: string; Health?: { Status?: string } };
  Config?: { Image?: string; Labels?: Record<string, string> | null };
  NetworkSettings?: {
    Networks?: Record<string, { IPAddress?: string; Aliases?: string[] | null } | null> | null;
    Ports?: Record<string, { HostIp?: string; HostPort?: string }[] | null> | null;
  };
  Mounts?: { Type?: string; Source?: string; Destination?: string }[] | null;
}

/** Errors: `CommandFailed` for anything but a JSON array. */
export function parseInspect(text: string): ContainerInfo[] {
  let all: unknown;
  try {
    all = JSON.parse(text);
  } catch {
    all = null;
  }
  if (!Array.isArray(all)) throw new RoostError('CommandFailed', 'docker inspect printed no JSON array.', { command: 'docker inspect' });
  return all.filter((one) => one !== null && typeof one === 'object').map((one) => containerOf(one as Inspected));
}

function containerOf({ Id, Name, Image, RestartCount, State, Config, NetworkSettings, Mounts }: Inspected): ContainerInfo {
  const labels = Config?.Labels ?? {};
  const networks = Object.entries(NetworkSettings?.Networks ?? {});
  const ports = Object.entries(NetworkSettings?.Ports ?? {}).filter(([, bound]) => bound !== null);
  return {
    id: Id ?? '',
    name: (Name ?? '').replace(/^\//, ''),
    service: labels['com.docker.compose.service'] ?? '',
    project: labels['com.docker.compose.project'] ?? '',
    workingDir: labels['com.docker.compose.project.working_dir'] ?? '',
    oneOff: labels['com.docker.compose.oneoff'] === 'True',
    image: Config?.Image ?? '',
    imageId: Image ?? '',
    state: State?.Status ?? '',
    health: State?.Health?.Status && State.Health.Status !== 'none' ? State.Health.Status : null,
    restartCount: RestartCount ?? 0,
    exitCode: State?.ExitCode ?? null,
    startedAt: timeOf(State?.StartedAt),
    finishedAt: timeOf(State?.FinishedAt),
    error: State?.Error ?? '',
    oomKilled: State?.OOMKilled ?? false,
    number: numberOf(labels['com.docker.compose.container-number']),
    configHash: labels['com.docker.compose.config-hash'] ?? '',
    configFiles: (labels['com.docker.compose.project.config_files'] ?? '').split(',').filter(Boolean),
    networks: Object.fromEntries(networks.map(([name, network]) => [name, { ip: network?.IPAddress ?? '', aliases: network?.Aliases ?? [] }])),
    ports: Object.fromEntries(
      ports.map(([name, bound]) => [name, (bound ?? []).map(({ HostIp, HostPort }) => ({ address: HostIp ?? '', port: Number(HostPort) }))]),
    ),
    mounts: (Mounts ?? []).map(({ Type, Source, Destination }) => ({ type: Type ?? '', source: Source ?? '', target: Destination ?? '' })),
    labels,
  };
}

/** Docker writes the year 1 for "never". */
const timeOf = (text: string | undefined): string | null => (text === undefined || text === '' || text.startsWith('0001-') ? null : text);

const numberOf = (text: string | undefined): number | null => (text !== undefined && /^\d+$/.test(text) ? Number(text) : null);
