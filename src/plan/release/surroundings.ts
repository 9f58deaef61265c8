/** What a release needs of its host and would find missing only after the former one was stopped. Pure. */
import { RoostError } from '../../errors';
import { addressOf, portsBetween, type Listener, type Surroundings } from '../../host/model/surroundings';
import { sentences } from '../../lib/sentences';
import { list, section, text, type Loose } from '../../lib/unchecked';
import { bytes } from '../../lib/units';
import type { DeployFacts, TakenName, TakenPort } from './facts';

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

/** Ports that two containers of the release would publish: the second one would not start. */
export function portsTwice(model: Loose): TakenPort[] {
  const all = wantedPorts(model);
  const several = (name: string): boolean => {
    const { scale, deploy } = section(section(model.services)[name]);
    return Number(scale ?? section(deploy).replicas ?? 1) > 1;
  };
  return all.flatMap(({ service, wanted, shown }, i): TakenPort[] => {
    const other = all
      .slice(0, i)
      .find((one) => one.service !== service && one.wanted.some((a) => wanted.some((b) => meet(a, b))));
    const also = other?.service ?? (several(service) ? service : undefined);
    return also === undefined ? [] : [{ service, port: shown, by: null, also }];
  });
}

/** `own`: containers that the release replaces. */
export function takenNames(model: Loose, { containers }: Surroundings, own: Own[]): TakenName[] {
  const ids = new Set(own.map(({ id }) => id));
  const names = new Set(containers.filter(({ id }) => !ids.has(id)).map(({ name }) => name));
  return Object.entries(section(model.services)).flatMap(([service, value]) => {
    const name = text(section(value).container_name) ?? '';
    return names.has(name) ? [{ service, name }] : [];
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

type Facts = Pick<DeployFacts, 'app' | 'host' | 'portsTaken' | 'namesTaken' | 'imageRoom'>;

function takenText({ service, by, also }: TakenPort): string {
  if (also === service) return 'would be published by each of its containers';
  if (also !== undefined) return `is published by services.${also} too`;
  return `is taken by ${by === null ? 'a process that is not of this app' : `container ${by}`}`;
}

/** Errors: `PortTaken`, `DiskFull`, `ContractInvalid`. */
export function refuseSurroundings({ app, host, portsTaken = [], namesTaken = [], imageRoom }: Facts): void {
  if (namesTaken.length > 0) {
    const lines = namesTaken.map(({ service, name }) =>
      sentences(
        `- services.${service}.container_name: ${name} is another container's name;`,
        'write another one, or docker rename that one',
      ),
    );
    throw new RoostError('ContractInvalid', `On ${host.name}, for ${app.name}:\n${lines.join('\n')}`, {
      app: app.name,
      names: namesTaken,
    });
  }
  if (portsTaken.length > 0) {
    const lines = portsTaken.map((one) => `- services.${one.service}.ports: ${one.port} ${takenText(one)}`);
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
