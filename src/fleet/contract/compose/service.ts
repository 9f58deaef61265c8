import { canonicalJson, digestOf } from '../../../lib/digest';
import { list, section, text, type Loose } from '../../../lib/unchecked';
import { parseDuration } from '../../file/values/duration';
import type { ComposeHealthcheck, ComposeService } from '../types';
import { portsOf, volumesOf } from './mounts';

/** One service with the keys that roost reads; a value of another shape counts as absent. */
export function serviceOf(raw: Loose): ComposeService {
  return {
    image: text(raw.image),
    build: buildOf(raw.build),
    containerName: text(raw.container_name),
    healthcheck: healthcheckOf(section(raw.healthcheck)),
    networks: names(raw.networks),
    ports: portsOf(raw.ports),
    expose: list(raw.expose)
      .map(String)
      .filter((port) => !/\/(udp|sctp)$/.test(port))
      .map((port) => port.replace(/\/tcp$/, '')),
    volumes: volumesOf(raw.volumes),
    envFile: (Array.isArray(raw.env_file) ? raw.env_file : [raw.env_file]).flatMap(
      (entry) => text(entry) ?? text(section(entry).path) ?? [],
    ),
    dependsOn: names(raw.depends_on),
    runFirst: dependingBy(raw.depends_on, ({ condition }) => condition === 'service_completed_successfully'),
    restartsWith: dependingBy(raw.depends_on, ({ restart }) => restart === true),
    ties: tiesOf(raw),
    replicas: replicasOf(raw),
    command: commandOf(raw.command),
    profiles: texts(raw.profiles),
    beyond: beyondOf(raw),
    definition: digestOf(canonicalJson(raw)),
  };
}

const texts = (value: unknown): string[] => list(value).flatMap((entry) => text(entry) ?? []);

/** A list of names, or a section by name. */
const names = (value: unknown): string[] =>
  Array.isArray(value) ? texts(value) : Object.keys(section(value));

const dependingBy = (value: unknown, counts: (on: Loose) => boolean): string[] =>
  Object.entries(section(value)).flatMap(([name, on]) => (counts(section(on)) ? [name] : []));

/**
 * Of a namespace, of volumes, or by a name that is of one container; the host's network is one that two
 * containers cannot share either.
 */
function tiesOf(raw: Loose): ComposeService['ties'] {
  const namespaces = ['network_mode', 'pid', 'ipc'].flatMap((setting) => {
    const to = text(raw[setting]) ?? '';
    const isTie = /^(?:service|container):/.test(to) || (setting === 'network_mode' && to === 'host');
    return isTie ? [{ setting, to }] : [];
  });
  const named = ['volumes_from', 'links'].flatMap((setting) =>
    texts(raw[setting]).map((to) => ({ setting, to })),
  );
  return [...namespaces, ...named];
}

function beyondOf(raw: Loose): ComposeService['beyond'] {
  const found = (['pre_stop', 'provider'] as const).filter(
    (key) => raw[key] !== undefined && raw[key] !== null,
  );
  return found.length > 0 ? found : undefined;
}

function buildOf(value: unknown): { context: string } | undefined {
  if (value === undefined || value === null) return undefined;
  return { context: text(value) ?? text(section(value).context) ?? '.' };
}

function commandOf(value: unknown): string | string[] | undefined {
  return Array.isArray(value) ? texts(value) : text(value);
}

function replicasOf(raw: Loose): number {
  const given = [raw.scale, section(raw.deploy).replicas].find((value) => typeof value === 'number');
  return typeof given === 'number' && Number.isInteger(given) ? given : 1;
}

function healthcheckOf(raw: Loose): ComposeHealthcheck {
  const test = raw.test;
  const none =
    test === undefined ||
    test === null ||
    test === '' ||
    test === 'NONE' ||
    (Array.isArray(test) && (test.length === 0 || test[0] === 'NONE'));
  const isOff = raw.disable === true || test === 'NONE' || (Array.isArray(test) && test[0] === 'NONE');
  const ms = (value: unknown) => (typeof value === 'string' ? parseDuration(value) : undefined);
  return {
    present: !none && raw.disable !== true,
    off: isOff ? true : undefined,
    startPeriod: ms(raw.start_period),
    interval: ms(raw.interval),
  };
}
