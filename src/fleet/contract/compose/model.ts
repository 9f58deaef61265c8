import { isSection, list, own, section, text, type Loose } from '../../../lib/unchecked';
import { contractInvalid } from '../invalid';
import type { ComposeModel, ContractProblem } from '../types';
import { readCompose, type ComposeText, type Meeting } from './document';
import { serviceOf } from './service';

export interface ComposeSource {
  /** Its name in messages. */
  file: string;
  text: string;
}

/** Reads one Compose file; nothing is interpolated. Errors: `ContractInvalid`. */
export const parseComposeFile = (text: string, { file }: { file: string }): ComposeModel =>
  parseComposeFiles([{ file, text }]);

/**
 * Reads several Compose files as one, a later one over the earlier as Compose
 * does it: lists are joined, sections merged, other values replaced; the tags
 * `!reset` and `!override` count on a service's own keys.
 * Errors: `ContractInvalid`.
 */
export function parseComposeFiles(sources: ComposeSource[]): ComposeModel {
  const files = sources.map(({ file, text: content }) => checked(readCompose(content, file), file));
  const services: Loose = {};
  const networks: Loose = {};
  for (const file of files) {
    for (const [name, value] of Object.entries(section(file.content.services))) {
      services[name] = over(own(services, name) ?? {}, section(value), (key) => file.meeting(name, key));
    }
    Object.assign(networks, section(file.content.networks));
  }
  const name = files.map(({ content }) => text(content.name)).findLast((value) => value !== undefined);
  return {
    name,
    services: mapValues(services, (service) => serviceOf(section(service))),
    networks: mapValues(networks, (network) => networkOf(section(network))),
    partial: files.some(({ content }) => pointsElsewhere(content)) ? true : undefined,
  };
}

const pointsElsewhere = ({ include, services }: Loose): boolean =>
  include !== undefined || Object.values(section(services)).some((service) => 'extends' in section(service));

/** Of the model that Docker Compose prints. */
export const parseComposeModel = (model: Loose): ComposeModel => ({
  name: text(model.name),
  services: mapValues(section(model.services), (service) => serviceOf(section(service))),
  networks: mapValues(section(model.networks), (network) => networkOf(section(network))),
  swarm: swarmOf(model),
  unwritable: unwritableOf(model),
});

function unwritableOf(model: Loose): string[] | undefined {
  const found = Object.entries(section(model.services)).flatMap(([name, service]) =>
    ['configs', 'secrets'].flatMap((part) => {
      const isPut = list(section(service)[part]).some((use) => {
        const { content, environment } = section(
          section(model[part])[text(use) ?? text(section(use).source) ?? ''],
        );
        return content !== undefined || environment !== undefined;
      });
      return isPut && section(service).read_only === true ? [`services.${name}.${part}`] : [];
    }),
  );
  return found.length > 0 ? found : undefined;
}

/** One that no service uses does not matter. */
function swarmOf(model: Loose): string[] | undefined {
  const used = (part: string): string[] =>
    Object.values(section(model.services)).flatMap((service) =>
      list(section(service)[part]).flatMap((use) => text(use) ?? text(section(use).source) ?? []),
    );
  const found = ['configs', 'secrets'].flatMap((part) =>
    [...new Set(used(part))]
      .filter((name) => section(section(model[part])[name]).external)
      .map((name) => `${part}.${name}`),
  );
  return found.length > 0 ? found : undefined;
}

function checked(file: ComposeText, name: string): ComposeText {
  const { services } = file.content;
  const problems: ContractProblem[] = [];
  if (services !== undefined && services !== null && !isSection(services)) {
    problems.push({ file: name, field: 'services', message: 'should be a section with a service by name' });
  }
  for (const [service, value] of Object.entries(section(services))) {
    if (!isSection(value))
      problems.push({
        file: name,
        field: `services.${service}`,
        message: 'should be a section with image or build',
      });
  }
  if (problems.length > 0) throw contractInvalid(problems);
  return file;
}

/** Lists that make sense only as a whole. */
const replaced = ['command', 'entrypoint'];

function over(earlier: Loose, later: Loose, meeting: (key: string) => Meeting): Loose {
  const merged = { ...earlier };
  for (const [key, value] of Object.entries(later)) {
    const how = meeting(key);
    if (how === '!reset') delete merged[key];
    else merged[key] = how === '!override' || replaced.includes(key) ? value : joined(merged[key], value);
  }
  return merged;
}

function joined(earlier: unknown, later: unknown): unknown {
  if (earlier === undefined || later === null) return earlier ?? later;
  if (Array.isArray(earlier) && Array.isArray(later))
    return [...(earlier as unknown[]), ...(later as unknown[])];
  // Networks and dependencies may be a list in one file and a section in the other: only the names count.
  if (Array.isArray(earlier) && isSection(later)) return [...(earlier as unknown[]), ...Object.keys(later)];
  if (isSection(earlier) && Array.isArray(later)) return [...Object.keys(earlier), ...(later as unknown[])];
  if (isSection(earlier) && isSection(later)) return { ...earlier, ...later };
  return later;
}

function networkOf(raw: Loose) {
  // `external: {name: …}` is the form of old Compose files.
  const name = text(raw.name) ?? text(section(raw.external).name);
  return {
    external: raw.external === true || Object.keys(section(raw.external)).length > 0,
    name,
  };
}

const mapValues = <T>(record: Loose, to: (value: unknown) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value)]));
