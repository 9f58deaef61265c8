/** What a release needs of its host and would find missing only after the former one was stopped. Pure. */
import { RoostError } from '../../errors';
import { addressOf, portsBetween, type Listener, type Surroundings } from '../../host/model/surroundings';
import { sentences } from '../../lib/sentences';
import { list, section, text, type Loose } from '../../lib/unchecked';
import { bytes } from '../../lib/units';
import type { DeployFacts, TakenPort } from './facts';

/** Below that no image at all is built or pulled. */
export const LEAST_BYTES = 200e6;
export const LEAST_INODES = 2_000;

interface Own {
  id: string;
  service: string;
  /** It has the host's network: what listens may be its own. */
  host?: boolean;
}

/** `own`: containers that the release replaces. */
export function takenPorts(model: Loose, { containers, listening }: Surroundings, own: Own[]): TakenPort[] {
  const ids = new Set(own.map(({ id }) => id));
  const mine = containers.filter(({ id }) => ids.has(id)).flatMap(({ ports }) => ports);
  const others = containers.filter(({ id }) => !ids.has(id));
  const published = others.flatMap(({ ports }) => ports);
  const known = [...mine, ...published];
  const processes = own.some(({ host }) => host)
    ? []
    : listening.filter((one) => !known.some((port) => meet(port, one)));
  return wantedPorts(model).flatMap(({ service, wanted, shown }): TakenPort[] => {
    const container = others.find(({ ports }) => ports.some((one) => wanted.some((port) => meet(port, one))));
    if (container) return [{ service, port: shown, by: container.name }];
    return processes.some((one) => wanted.some((port) => meet(port, one)))
      ? [{ service, port: shown, by: null }]
      : [];
  });
}

const meet = (a: Listener, b: Listener): boolean =>
  a.port === b.port &&
  a.protocol === b.protocol &&
  a.family === b.family &&
  (a.ip === '' || b.ip === '' || a.ip === b.ip);

/** Ranges and ports that Docker chooses are left to Docker. */
function wantedPorts(model: Loose): { service: string; wanted: Listener[]; shown: string }[] {
  return Object.entries(section(model.services)).flatMap(([service, value]) =>
    list(section(value).ports)
      .map(section)
      .flatMap(({ host_ip, published, protocol }) => {
        const port = Number(published);
        if (portsBetween(port, port).length === 0) return [];
        const [ip, kind] = [text(host_ip) ?? '', text(protocol) ?? 'tcp'];
        const at = { protocol: kind, port };
        // Without an address Docker listens at all of both families; a host may lack the second one.
        const wanted = [{ ...at, ...addressOf(ip || '0.0.0.0') }];
        return [{ service, wanted, shown: `${ip ? `${ip}:` : ''}${port}/${kind}` }];
      }),
  );
}

type Facts = Pick<DeployFacts, 'app' | 'host' | 'portsTaken' | 'imageRoom'>;

/** Errors: `PortTaken`, `DiskFull`. */
export function refuseSurroundings({ app, host, portsTaken = [], imageRoom }: Facts): void {
  if (portsTaken.length > 0) {
    const lines = portsTaken.map(
      ({ service, port, by }) =>
        `- services.${service}.ports: ${port} is taken by ${by === null ? 'a process that is not of this app' : `container ${by}`}`,
    );
    throw new RoostError('PortTaken', `On ${host.name}, for ${app.name}:\n${lines.join('\n')}`, {
      app: app.name,
      ports: portsTaken,
    });
  }
  if (!imageRoom || imageRoom.made.length === 0) return;
  const { freeBytes, freeInodes, made } = imageRoom;
  const isFull = freeBytes !== null && freeBytes < LEAST_BYTES;
  if (!isFull && (freeInodes === null || freeInodes >= LEAST_INODES)) return;
  throw new RoostError(
    'DiskFull',
    sentences(
      `To build or pull the images of ${made.join(', ')} of ${app.name} there is too little room`,
      `where Docker keeps them on ${host.name}:`,
      `${isFull ? `${bytes(freeBytes)} (${bytes(LEAST_BYTES)} at the least)` : `${freeInodes} inodes`} are free.`,
      'Remove what no container uses there: docker image prune, docker builder prune.',
    ),
    { app: app.name, free: freeBytes, inodes: freeInodes },
  );
}

/**
 * Layers are shared, so that most builds take less than the whole image.
 * Without amounts, which change by themselves.
 */
export function roomWarning({ host, imageRoom }: Facts): string[] {
  const { freeBytes = null, made = [], now = 0 } = imageRoom ?? {};
  return freeBytes !== null && made.length > 0 && freeBytes < now
    ? [
        sentences(
          `Where Docker keeps images on ${host.name} less is free`,
          `than the images take that ${made.join(', ')} run now:`,
          'a build or pull may find the disk full.',
        ),
      ]
    : [];
}
