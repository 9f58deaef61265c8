/** What Docker Compose makes of an app's files: asked on the host, in the folder where they will be run. */
import { posix } from 'node:path';
import { canonicalJson, digestOf } from '../../lib/digest';
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import { shellScript } from '../../lib/shell-script';
import { isSection, section, text, type Loose } from '../../lib/unchecked';
import type { ComposeDigest } from '../../protocol/release-record';
import type { Host } from '../types';

const view = shellScript(__dirname, 'view');
const resolve = shellScript(__dirname, 'resolve');

export interface ViewPlace {
  /** Absolute folder that becomes the picture of the host; see view.sh. */
  root: string;
  /** Mirrors `directory`. */
  tree: string;
  /** The app's folder and its source folder, both absolute. */
  directory: string;
  source: string;
}

/** Makes the picture; what is at `root` is removed before. */
export const viewArgv = ({ root, tree, directory, source }: ViewPlace): string[] =>
  view(root, tree, directory, source);

/** What Compose gets, as after its options of that name. Files are relative to the source. */
export interface ComposeUse {
  /** Empty: as Compose finds them. */
  files: string[];
  profiles?: string[] | undefined;
  envFiles?: string[] | undefined;
  /** Absent: as Compose chooses it. */
  project?: string | undefined;
}

/** `root` empty: the host as it is. `more`: one more option of `docker compose config`. */
export const resolveArgv = (root: string, source: string, use: ComposeUse, ...more: [string?]): string[] =>
  resolve(
    root,
    source,
    use.project ?? '',
    use.files.join('\n'),
    (use.profiles ?? []).join('\n'),
    (use.envFiles ?? []).join('\n'),
    ...more.filter((word) => word !== undefined),
  );

export interface ComposeReading {
  /** Those that were read, relative to the source; empty: there are none. */
  files: string[];
  /**
   * The whole model, secrets and all, with the paths of the host:
   * never to be logged. Null: Compose refuses.
   */
  model: Loose | null;
  /** What Compose says to it. May quote values. */
  refusal: string;
  /** May quote values. */
  warnings: string[];
  /** Files of variables that count beside those that the fleet file names; relative to the source. */
  envFiles?: string[] | undefined;
}

/** Reads what `resolveArgv` prints. */
export function parseReading(stdout: string, root: string): ComposeReading {
  const [files = '', code = '', stderr = '', json = '', implied = ''] = stdout.split('\0');
  const { warnings, rest } = messages(stderr, root);
  const model = code === '0' && json !== '' ? withoutWatch(placed(read(json), root)) : null;
  return {
    files: files.split('\n').filter(Boolean),
    model: isSection(model) ? model : null,
    refusal: rest,
    warnings,
    envFiles: implied === '' ? undefined : implied.split('\n').filter(Boolean),
  };
}

/** Why there is no model, fit to be shown; null: there is one. */
export function refusalOf(
  { files, model, refusal }: ComposeReading,
  { app, host, source }: { app: { name: string }; host: Pick<Host, 'scrub'>; source: string },
): string | null {
  if (model) return null;
  if (files.length === 0 && refusal === '')
    return sentences(
      `there is no Compose file in ${source} under a name that Docker Compose searches for;`,
      `name it under apps.${app.name}.compose in the fleet file`,
    );
  return sentences(
    `Docker Compose refuses ${files.join(', ') || source}:`,
    `${host.scrub(refusal) || 'it printed a model that cannot be read'}`,
  );
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * What `watch` does is no part of a release, and Compose writes its
 * paths with links resolved: in a picture others.
 */
function withoutWatch(model: unknown): unknown {
  if (!isSection(model)) return model;
  const services = Object.entries(section(model.services)).map(([name, service]) => {
    const { develop: _, ...rest } = section(service);
    return [name, rest];
  });
  return { ...model, services: Object.fromEntries(services) as Loose };
}

/** A model read in a picture, with the paths that it means. */
function placed(value: unknown, root: string): unknown {
  if (typeof value === 'string') return root === '' ? value : value.replaceAll(`${root}/`, '/');
  if (Array.isArray(value)) return value.map((one) => placed(one, root));
  if (!isSection(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, placed(one, root)]));
}

/** That the first line of old files means nothing any more changes nothing. */
const idle = /`version` is obsolete/;

/** Compose's log lines and the rest. */
function messages(stderr: string, root: string): { warnings: string[]; rest: string } {
  const warnings = new Set<string>();
  const rest: string[] = [];
  for (const line of stderr.split('\n').filter((one) => one.trim() !== '')) {
    const quoted = /^time=\S+ level=warning msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(line)?.[1];
    const plain = /^WARN\[\d+\] (.*)$/.exec(line)?.[1];
    if (quoted === undefined && plain === undefined) rest.push(line);
    else {
      const said = plain ?? (quoted?.startsWith('"') ? text(read(quoted)) : quoted) ?? line;
      if (!idle.test(said)) warnings.add(said.trim().replaceAll(`${root}/`, '/'));
    }
  }
  return { warnings: [...warnings], rest: rest.join('\n').replaceAll(`${root}/`, '/') };
}

/** By which two readings are compared: what the services are, and their environment apart. */
export function digestModel(model: Loose): ComposeDigest {
  const { services, name: _, ...rest } = model;
  const each = Object.entries(section(services)).map(([name, value]) => {
    const { environment = null, ...definition } = section(value);
    return [
      name,
      { definition: digestOf(canonicalJson(definition)), environment: digestOf(canonicalJson(environment)) },
    ];
  });
  return {
    services: Object.fromEntries(each) as ComposeDigest['services'],
    rest: digestOf(canonicalJson(rest)),
  };
}

/** Names of services that both have and that differ, or that only one has. */
export function differingServices(one: ComposeDigest, other: ComposeDigest): string[] {
  const names = new Set([...Object.keys(one.services), ...Object.keys(other.services)]);
  return [...names].filter((name) => {
    const [a, b] = [one.services[name], other.services[name]];
    return !a || !b || a.definition !== b.definition || a.environment !== b.environment;
  });
}

/** Names of what differs between two readings: services, or `networks, volumes, configs or secrets`. */
export function differing(one: ComposeDigest, other: ComposeDigest): string[] {
  return [
    ...differingServices(one, other)
      .sort()
      .map((name) => `service ${name}`),
    ...onlyIf(one.rest !== other.rest, 'networks, volumes, configs or secrets'),
  ];
}

/** The folder that relative paths start from: that of the first Compose file, as with Compose itself. */
export const projectFolder = (source: string, files: string[]): string =>
  posix.dirname(posix.resolve(source, files[0] ?? 'compose.yaml'));
