import { posix } from 'node:path';
import { sentences } from '../../lib/sentences';
import { atLeast } from '../../lib/version';
import type { AppConfig } from '../file/app/types';
import type { HostConfig } from '../file/host/types';
import { serviceOf } from './check-services';
import { composeFolder } from './files';
import type { ComposeModel, ComposeService, ComposeVolume } from './types';

/** `!reset` in an override file, which removes a fixed container name. */
export const COMPOSE_FOR_ROLLING = '2.24';

/** Why the host cannot run two releases of an app side by side. `compose`: its version; null: unknown. */
export function hostObstacles(host: Pick<HostConfig, 'name' | 'proxy'>, compose: string | null): string[] {
  const obstacles: string[] = [];
  if (!host.proxy)
    obstacles.push(
      `host ${host.name} has no proxy in the fleet file, so neither a second slot nor a maintenance page`,
    );
  if (compose !== null && !atLeast(compose, COMPOSE_FOR_ROLLING))
    obstacles.push(`Docker Compose ${compose} on ${host.name} is older than ${COMPOSE_FOR_ROLLING}`);
  return obstacles;
}

/** Why two releases of the app cannot run side by side, each with what to change. */
export function rollingObstacles(app: AppConfig, compose: ComposeModel | undefined): string[] {
  const obstacles: string[] = [];
  if (app.proxy.switch !== 'flag')
    obstacles.push(
      'the proxy knows one upstream: give it two slots, and set proxy.switch: flag in the fleet file',
    );
  if (!compose)
    return [
      ...obstacles,
      `the Compose files cannot be read${app.compose.length > 0 ? `: fix ${app.compose.join(', ')}` : ''}`,
    ];
  const service = serviceOf(compose, app.service);
  if (!service)
    return [
      ...obstacles,
      `there is no service ${app.service}: add it, or name another under service in the fleet file`,
    ];
  return [
    ...obstacles,
    ...serviceObstacles(`services.${app.service}`, service),
    ...mountObstacles(app, service),
    ...writerObstacles(app, service),
    ...tieObstacles(app.service, compose),
    ...firstObstacles(app, compose),
  ];
}

function serviceObstacles(at: string, { healthcheck, ports, replicas }: ComposeService): string[] {
  const obstacles: string[] = [];
  if (!healthcheck.present) obstacles.push(`${at} has no health check: add healthcheck with a start_period`);
  else if (!healthcheck.startPeriod)
    obstacles.push(
      `${at}.healthcheck has no start_period: add one, such as 30s, so that the first checks come fast`,
    );
  if (ports.length > 0) {
    const shown = [...new Set(ports.map(({ published, target }) => published ?? target))];
    const targets = [...new Set(ports.map(({ target }) => target))];
    obstacles.push(
      sentences(
        `${at}.ports publishes ${rangesOf(shown)}, which two containers cannot share:`,
        `remove ${ports.length === 1 ? 'it' : 'them'},`,
        `since the proxy reaches port ${rangesOf(targets)} through the network`,
      ),
    );
  }
  if (replicas !== 1)
    obstacles.push(
      `${at} runs ${replicas} containers: remove deploy.replicas and scale, since one container replaces one`,
    );
  return obstacles;
}

/** `80, 6881-6889`: what is no number stays as it is written. */
function rangesOf(ports: string[]): string {
  const numbers = ports
    .filter((port) => /^\d+$/.test(port))
    .map(Number)
    .sort((a, b) => a - b);
  const starts = numbers.filter((port) => !numbers.includes(port - 1));
  const ends = numbers.filter((port) => !numbers.includes(port + 1));
  const ranges = starts.map((start, i) => (ends[i] === start ? `${start}` : `${start}-${ends[i]}`));
  return [...ranges, ...ports.filter((port) => !/^\d+$/.test(port))].join(', ');
}

function mountObstacles(app: AppConfig, { volumes }: ComposeService): string[] {
  return volumes
    .filter((volume) => fromSource(app, volume))
    .map(({ source }) =>
      sentences(
        `services.${app.service}.volumes mounts ${source} from the source,`,
        'which a deploy changes under the serving release: copy it into the image,',
        `or keep it outside ${app.source === '.' ? 'the repository' : app.source}`,
      ),
    );
}

/** What the host has for every container, and what cannot be written to. */
const harmless = /^\/(?:dev|proc|sys)(?:\/|$)|^\/etc\/(?:localtime|timezone)$|\.sock$/;

/** Old and new container run side by side for a while. */
function writerObstacles(app: AppConfig, { volumes }: ComposeService): string[] {
  if (app.data.shared) return [];
  const written = volumes.filter(
    (volume) =>
      (volume.type === 'volume' || volume.type === 'bind') &&
      volume.source !== undefined &&
      !volume.readOnly &&
      !harmless.test(volume.source) &&
      !fromSource(app, volume) &&
      !isSecret(app, volume.source),
  );
  return written.map(({ source, type }) =>
    sentences(
      `services.${app.service}.volumes: old and new container would write`,
      `to the ${type === 'bind' ? 'folder' : 'volume'} ${source} at once:`,
      'say under data in the fleet file that they may (shared: true), or mount it read-only',
    ),
  );
}

const isSecret = (app: AppConfig, source: string): boolean =>
  app.secrets.some(
    ({ target }) => posix.resolve(app.directory, target) === posix.resolve(composeFolder(app), source),
  );

/** What runs to its end before the app starts would run as the former release has it. */
function firstObstacles({ service }: AppConfig, { services }: ComposeModel): string[] {
  const first = new Set(Object.values(services).flatMap(({ runFirst }) => runFirst));
  const own = services[service];
  const sharesImage = (image: string | undefined): boolean =>
    own?.build !== undefined && image !== undefined && image === own.image;
  return Object.entries(services)
    .filter(([name, { build, image }]) => first.has(name) && (build !== undefined || sharesImage(image)))
    .map(
      ([name]) => `services.${name} is built from the repository, and runs to its end before others start`,
    );
}

/**
 * A container that uses another one's namespace, volumes or name hangs on that one, not on what replaces it.
 */
function tieObstacles(service: string, { services }: ComposeModel): string[] {
  const own = services[service]?.containerName;
  return Object.entries(services).flatMap(([name, { ties }]) =>
    ties.flatMap(({ setting, to }) => {
      const at = `services.${name}.${setting} is ${to}`;
      if (name === service) return setting === 'links' ? [] : [`${at}, which two containers cannot share`];
      if (setting === 'links')
        return to.split(':')[0] === service
          ? [
              sentences(
                `${at}, a name of the container that a rolling deploy replaces:`,
                'take the line out, since services of one network have their names without it,',
                `or write it under services.${service}.networks as an alias`,
              ),
            ]
          : [];
      const target = setting === 'volumes_from' ? to.split(':')[to.startsWith('container:') ? 1 : 0] : to;
      const ours = [service, `service:${service}`];
      if (own) ours.push(own, `container:${own}`);
      return ours.includes(target ?? '') ? [`${at}, whose container a rolling deploy replaces`] : [];
    }),
  );
}

/**
 * Whether a mount shows files of the checked-out source. Folders under
 * `data` are the app's, even inside the source.
 */
function fromSource(app: AppConfig, { type, source = '' }: ComposeVolume): boolean {
  if (type !== 'bind' || /^[~$]/.test(source)) return false;
  const path = posix.resolve(composeFolder(app), source);
  const isIn = (folder: string) => `${path}/`.startsWith(`${posix.resolve(app.directory, folder)}/`);
  const kept = [...app.data.folders, ...app.secrets.map(({ target }) => target)];
  return isIn(app.source) && !kept.some(isIn);
}
