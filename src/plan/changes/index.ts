/**
 * What of an app's containers will be made with something else. Pure; see
 * `src/activities/release/facts/changes.ts`.
 */
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import type { Difference, PlanChanges, ServiceChange } from '../../protocol/changes';
import { differencesOf } from './compare';
import { containerSettings, imageSettings } from './running';
import type { Settings } from './settings';
import { wantedSettings } from './wanted';

export interface Compared {
  /** What Compose makes of the target, secrets and all. */
  model: Loose;
  /** The app's own containers, as Docker shows them. */
  containers: Loose[];
  /** As Docker shows them, by id and by each reference that was asked for. */
  images: ReadonlyMap<string, Loose>;
  /** References that the serving release asked for, by service; absent: what a container says of itself. */
  references: ReadonlyMap<string, string>;
  /** Images that a rollback takes, by service. */
  kept: ReadonlyMap<string, string>;
  /** Of a rollback: the release that is gone back to. */
  keptOf: number | null;
  /** Short commit that images are built from; null: that of what runs. */
  builtFrom: string | null;
  /** The one that serves. */
  service: string;
  dataServices: string[];
  /** Services that the target does not have. */
  gone: string[];
  /** Services whose definition, or environment, differs from what was recorded of the serving release. */
  redefined: string[];
  /** Mounted files whose content changes, by service. */
  files: Readonly<Record<string, string[]>>;
  /** Services whose configs in the Compose file change. */
  configs: string[];
  /** Where paths of the host really are. */
  real: ReadonlyMap<string, string>;
}

const LABEL = 'com.docker.compose.service';
const serviceOf = (container: Loose): string => text(section(section(container.Config).Labels)[LABEL]) ?? '';
const isRunning = (container: Loose): boolean => section(container.State).Status === 'running';

/** Without volumes and folders, which only the host knows. */
export function changesOf(compared: Compared): PlanChanges {
  const { model, containers, gone, dataServices } = compared;
  const services = section(model.services);
  const changes = Object.entries(services).flatMap(([name, service]): ServiceChange[] => {
    const mine = containers.filter((one) => serviceOf(one) === name);
    const one = mine.find(isRunning) ?? mine[0];
    if (!one) return isNone(section(service)) ? [] : [{ service: name, is: 'new' }];
    const differences = changedIn(compared, name, one);
    return differences.length > 0 ? [{ service: name, is: 'changed', differences }] : [];
  });
  const left = gone
    .filter((name) => containers.some((one) => serviceOf(one) === name))
    .map((service): ServiceChange => ({ service, is: 'gone' }));
  const pinned = dataServices.filter((name) => isPinned(compared, name));
  const unread = dataServices.flatMap((name) =>
    compared.files[name] && !changes.some(({ service }) => service === name)
      ? [{ service: name, files: compared.files[name] }]
      : [],
  );
  const once = onceIn(services).filter((name) => name !== compared.service);
  return {
    services: [...changes, ...left].sort((a, b) => (a.service < b.service ? -1 : 1)),
    once: once.length > 0 ? once : undefined,
    unread: unread.length > 0 ? unread : undefined,
    pinned: pinned.length > 0 ? pinned : undefined,
  };
}

const isNone = ({ scale, deploy }: Loose): boolean => (section(deploy).replicas ?? scale) === 0;

function changedIn(compared: Compared, name: string, container: Loose): Difference[] {
  const { model, containers, images, redefined, dataServices } = compared;
  const image = images.get(text(container.Image) ?? '');
  const found = imageChange(compared, name, container);
  if (image) {
    const ids = new Map(containers.map((one) => [text(one.Id) ?? '', serviceOf(one)]));
    const runs = containerSettings(container, ids);
    const wanted = wantedSettings(model, name, imageSettings(image));
    const { volumes_from: from } = section(section(model.services)[name]);
    found.push(...differencesOf(placed(compared, runs), placed(compared, wanted), list(from).length > 0));
  }
  const files = dataServices.includes(name) ? undefined : compared.files[name];
  if (files) found.push({ part: 'files', changed: files });
  if (compared.configs.includes(name)) found.push({ part: 'configs' });
  return found.length === 0 && redefined.includes(name) ? [{ part: 'other' }] : found;
}

function placed({ real }: Compared, settings: Settings): Settings {
  const mounts = [...settings.mounts].map(([target, mount]) => {
    const source = mount.type === 'bind' ? (real.get(mount.source) ?? mount.source) : mount.source;
    return [target, { ...mount, source }] as const;
  });
  return { ...settings, mounts: new Map(mounts) };
}

function imageChange(compared: Compared, name: string, container: Loose): Difference[] {
  const { model, images, references, kept, keptOf, builtFrom } = compared;
  const { image, build } = section(section(model.services)[name]);
  const id = text(container.Image) ?? '';
  const says = text(section(container.Config).Image) ?? '';
  const was = references.get(name) ?? says;
  if (isPinned(compared, name)) return [];
  const keptId = kept.get(name);
  if (keptId !== undefined)
    return keptId === id ? [] : [{ part: 'image', changed: [`that of release ${keptOf}`] }];
  if (build) return builtFrom === null ? [] : [{ part: 'image', changed: [`built from ${builtFrom}`] }];
  const asked = text(image) ?? '';
  const means = text(images.get(asked)?.Id);
  // roost gave the image this name; which one was asked for is unknown.
  const isOurs = !references.has(name) && says.startsWith('roost/');
  if (isOurs || normal(was) === normal(asked))
    return means === undefined || means === id
      ? []
      : [{ part: 'image', changed: [`${asked} means another image by now`] }];
  return [{ part: 'image', removed: [was], added: [asked] }];
}

/** `acme` and `acme:latest` are one. */
const normal = (reference: string): string =>
  /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;

/** A service that holds data runs on with its image where its name means another one by now. */
function isPinned({ model, containers, images, references, dataServices }: Compared, name: string): boolean {
  const container = containers.find((one) => serviceOf(one) === name);
  const { image, build } = section(section(model.services)[name]);
  const asked = text(image);
  if (!container || build || asked === undefined || !dataServices.includes(name)) return false;
  const says = text(section(container.Config).Image) ?? '';
  const means = text(images.get(asked)?.Id);
  return (
    normal(references.get(name) ?? says) === normal(asked) && means !== undefined && means !== container.Image
  );
}

/** What others wait for until it has ended, or is never started again. */
function onceIn(services: Loose): string[] {
  const awaited = Object.values(services).flatMap((service) =>
    Object.entries(section(section(service).depends_on)).flatMap(([name, on]) =>
      section(on).condition === 'service_completed_successfully' ? [name] : [],
    ),
  );
  const never = Object.entries(services).flatMap(([name, service]) =>
    isSection(service) && service.restart === 'no' ? [name] : [],
  );
  return [...new Set([...awaited, ...never])].filter((name) => name in services).sort();
}
