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
  /** ISO 8601. */
  startedAt: string | null;
  finishedAt: string | null;
  /** By network name. */
  networks: Record<string, { ip: string; aliases: string[] }>;
  labels: Record<string, string>;
}

interface Inspected {
  Id?: string;
  Name?: string;
  Image?: string;
  RestartCount?: number;
  State?: { Status?: string; ExitCode?: number; StartedAt?: string; FinishedAt?: string; Health?: { Status?: string } };
  Config?: { Image?: string; Labels?: Record<string, string> | null };
  NetworkSettings?: { Networks?: Record<string, { IPAddress?: string; Aliases?: string[] | null } | null> | null };
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

function containerOf({ Id, Name, Image, RestartCount, State, Config, NetworkSettings }: Inspected): ContainerInfo {
  const labels = Config?.Labels ?? {};
  const networks = Object.entries(NetworkSettings?.Networks ?? {});
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
    startedAt: State?.StartedAt ?? null,
    finishedAt: State?.FinishedAt ?? null,
    networks: Object.fromEntries(networks.map(([name, network]) => [name, { ip: network?.IPAddress ?? '', aliases: network?.Aliases ?? [] }])),
    labels,
  };
}
