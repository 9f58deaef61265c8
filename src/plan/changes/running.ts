/** What runs, as `docker inspect` shows it. Whatever is of an odd shape counts as not there. */
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import { cpuText, memoryText, SHM_BYTES } from './limits';
import { isAnonymous, portText, type ImageSettings, type Mount, type Settings } from './settings';

const word = (value: unknown): string => text(value) ?? '';
export const words = (value: unknown): string[] => list(value).map(word);
const truthy = (value: unknown): value is number => typeof value === 'number' && value > 0;

/** `NAME=VALUE` lines; a name without a value is a variable that is not set. */
const variables = (value: unknown): Map<string, string> =>
  new Map(
    words(value).flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );

const texts = (value: unknown): Map<string, string> =>
  new Map(
    Object.entries(section(value)).flatMap(([key, one]) =>
      text(one) === undefined ? [] : [[key, word(one)]],
    ),
  );

/** `config`: that of a container or of an image. */
const shared = (config: Loose) => ({
  command: words(config.Cmd),
  entrypoint: words(config.Entrypoint),
  check: words(section(config.Healthcheck).Test),
  user: word(config.User),
  workingDir: word(config.WorkingDir),
  environment: variables(config.Env),
  labels: texts(config.Labels),
});

export function imageSettings(inspected: Loose): ImageSettings {
  const config = section(inspected.Config);
  return { ...shared(config), volumes: Object.keys(section(config.Volumes)) };
}

/** `services`: the service of each container of the project, by id. */
export function containerSettings(inspected: Loose, services: ReadonlyMap<string, string>): Settings {
  const host = section(inspected.HostConfig);
  return {
    ...shared(section(inspected.Config)),
    restart: section(inspected.State).Status === 'running' ? restartOf(section(host.RestartPolicy)) : '',
    privileged: host.Privileged === true,
    mounts: mountsOf(inspected, host),
    ports: portsOf(section(host.PortBindings)),
    networks: networksOf(inspected, host, services),
    limits: limitsOf(host),
  };
}

function restartOf({ Name, MaximumRetryCount: most }: Loose): string {
  const name = word(Name) || 'no';
  return name === 'on-failure' && truthy(most) ? `${name}:${most}` : name;
}

function mountsOf(inspected: Loose, host: Loose): Settings['mounts'] {
  const mounts = new Map<string, Mount>();
  for (const target of Object.keys(section(host.Tmpfs)))
    mounts.set(target, { type: 'tmpfs', source: '', readOnly: false });
  for (const mount of list(inspected.Mounts).filter(isSection)) {
    const [type, name] = [word(mount.Type), word(mount.Name)];
    const volume = isAnonymous(name) ? '' : name;
    mounts.set(word(mount.Destination), {
      type,
      source: type === 'tmpfs' ? '' : type === 'volume' ? volume : word(mount.Source),
      readOnly: mount.RW === false,
    });
  }
  return mounts;
}

const portsOf = (bindings: Loose): Set<string> =>
  new Set(
    Object.entries(bindings).flatMap(([target, bound]) =>
      list(bound)
        .map(section)
        .map(({ HostIp, HostPort }) => portText(word(HostIp), word(HostPort), target)),
    ),
  );

function networksOf(inspected: Loose, host: Loose, services: ReadonlyMap<string, string>): Set<string> {
  const mode = word(host.NetworkMode);
  if (!mode.startsWith('container:'))
    return new Set(Object.keys(section(section(inspected.NetworkSettings).Networks)));
  return new Set([networkOf(services.get(mode.slice(10)))]);
}

export const networkOf = (service: string | undefined): string =>
  service === undefined ? 'that of a container that is gone' : `that of ${service}`;

function limitsOf(host: Loose): Settings['limits'] {
  const limits = new Map<string, string>();
  if (truthy(host.Memory)) limits.set('memory', memoryText(host.Memory));
  if (truthy(host.NanoCpus)) limits.set('cpus', cpuText(host.NanoCpus / 1e9));
  if (truthy(host.PidsLimit)) limits.set('pids', String(host.PidsLimit));
  if (truthy(host.ShmSize) && host.ShmSize !== SHM_BYTES)
    limits.set('shared memory', memoryText(host.ShmSize));
  return limits;
}
