/** What a service will be made with: the resolved Compose model over what its image brings. */
import { posix } from 'node:path';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import { wantedLimits } from './limits';
import { networkOf, words } from './running';
import { portText, type ImageSettings, type Mount, type Settings } from './settings';

/** Compose writes each `$` twice into the model that it prints. */
const plain = (value: string): string => value.replaceAll('$$', '$');

export function wantedSettings(model: Loose, name: string, image: ImageSettings): Settings {
  const service = section(section(model.services)[name]);
  const [entrypoint, command] = [wordsOf(service.entrypoint), wordsOf(service.command)];
  return {
    entrypoint: entrypoint ?? image.entrypoint,
    // An entrypoint of its own takes the image's command away.
    command: command && command.length > 0 ? command : entrypoint ? [] : image.command,
    check: checkOf(service.healthcheck) ?? image.check,
    user: text(service.user) || image.user,
    workingDir: text(service.working_dir) || image.workingDir,
    restart: isSection(section(service.deploy).restart_policy) ? '' : (text(service.restart) ?? 'no') || 'no',
    privileged: service.privileged === true,
    environment: over(image.environment, service.environment),
    labels: over(image.labels, service.labels),
    mounts: mountsOf(model, service, image),
    ports: portsOf(service.ports),
    networks: networksOf(model, service),
    limits: wantedLimits(service),
  };
}

const wordsOf = (value: unknown): string[] | null => (Array.isArray(value) ? words(value).map(plain) : null);

function checkOf(value: unknown): string[] | null {
  const { disable, test } = section(value);
  if (disable === true || test === 'NONE') return ['NONE'];
  const given = wordsOf(test);
  return given && given.length > 0 ? given : null;
}

/** A variable without a value is one that is not set. */
function over(base: Map<string, string>, value: unknown): Map<string, string> {
  const all = new Map(base);
  for (const [key, one] of Object.entries(section(value)))
    if (one === null) all.delete(key);
    else all.set(key, plain(typeof one === 'string' ? one : String(one as number | boolean)));
  return all;
}

function mountsOf(model: Loose, service: Loose, image: ImageSettings): Map<string, Mount> {
  const mounts = new Map<string, Mount>(
    image.volumes.map((target) => [target, { type: 'volume', source: '', readOnly: false }]),
  );
  for (const line of words(typeof service.tmpfs === 'string' ? [service.tmpfs] : service.tmpfs))
    mounts.set(line.split(':')[0]!, { type: 'tmpfs', source: '', readOnly: false });
  for (const volume of list(service.volumes).map(section)) {
    const [type, target] = [text(volume.type) ?? '', text(volume.target)];
    if (target === undefined) continue;
    const source = type === 'tmpfs' ? '' : (text(volume.source) ?? '');
    const named =
      type === 'volume' && source ? (text(section(section(model.volumes)[source]).name) ?? source) : source;
    mounts.set(posix.normalize(target).replace(/(.)\/$/, '$1'), {
      type,
      source: named,
      readOnly: volume.read_only === true,
    });
  }
  for (const [part, folder] of [
    ['secrets', '/run/secrets'],
    ['configs', '/'],
  ] as const)
    for (const use of list(service[part]).map(section)) {
      const source = text(use.source) ?? '';
      const { file } = section(section(model[part])[source]);
      // One with its content in the Compose file is copied into the container.
      if (typeof file === 'string')
        mounts.set(posix.resolve(folder, text(use.target) ?? source), {
          type: 'bind',
          source: file,
          readOnly: true,
        });
    }
  return mounts;
}

const portsOf = (value: unknown): Set<string> =>
  new Set(
    list(value)
      .map(section)
      .map(({ host_ip, published, target, protocol }) =>
        portText(
          text(host_ip) ?? '',
          published === undefined ? '' : String(published as string | number),
          `${String(target as number)}/${text(protocol) ?? 'tcp'}`,
        ),
      ),
  );

function networksOf(model: Loose, service: Loose): Set<string> {
  const mode = text(service.network_mode) ?? '';
  if (mode.startsWith('service:')) return new Set([networkOf(mode.slice(8))]);
  if (mode.startsWith('container:')) return new Set([networkOf(undefined)]);
  if (mode !== '') return new Set([mode]);
  const joined = Array.isArray(service.networks)
    ? words(service.networks)
    : Object.keys(section(service.networks));
  const keys = joined.length > 0 ? joined : ['default'];
  return new Set(keys.map((key) => text(section(section(model.networks)[key]).name) ?? key));
}
