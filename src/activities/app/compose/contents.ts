/** What Compose puts into containers from Compose file and host: it does not see that it changed. */
import type { Digests } from '../../../host/model/mounted';
import { canonicalJson, digestOf } from '../../../lib/digest';
import { list, section, text, type Loose } from '../../../lib/unchecked';

/** A label by which Compose sees it: another value makes the container anew. */
export const CONTENT_LABEL = 'roost.content';

/**
 * For each service that has some: a digest of its configs with their content in the
 * file. What a config or a secret takes from a variable is not in the model: with
 * `release`, so a service that has one has another digest in each.
 */
export function contentsOf(model: Loose, release?: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(section(model.services)).flatMap(([name, service]) => {
      const used = ['configs', 'secrets'].flatMap((part) =>
        list(section(service)[part])
          .map((use) => section(section(model[part])[text(use) ?? text(section(use).source) ?? '']))
          .filter(({ content, environment }) => content !== undefined || environment !== undefined)
          .map((value) => (value.environment === undefined ? value : { ...value, release })),
      );
      return used.length > 0 ? [[name, digestOf(canonicalJson(used))]] : [];
    }),
  );
}

/**
 * What each container is made of besides its image, as a digest: another one, and the container
 * is made anew. `inline`: the digests of `contentsOf`; `files`: those that are mounted.
 * Services that hold data keep the digest of their configs only.
 */
export function contentsWith(
  inline: Record<string, string>,
  { model, files, dataServices }: { model: Loose; files: Digests; dataServices: string[] },
): Record<string, string> {
  const all = Object.entries(section(model.services)).flatMap(([name, service]) => {
    if (dataServices.includes(name)) return inline[name] === undefined ? [] : [[name, inline[name]] as const];
    // As Compose has it, how an image is built and what comes first is no part of a container.
    const { build: _build, depends_on: _first, ...definition } = section(service);
    const made = { definition, inline: inline[name], files: files[name] };
    return [[name, digestOf(canonicalJson(made))] as const];
  });
  return Object.fromEntries(all);
}

/**
 * Services that Docker cannot start by itself: Compose puts configs and secrets into their
 * containers only then (later versions), or runs their `post_start` afterwards.
 */
export function startedByCompose(model: Loose): string[] {
  const put = Object.keys(contentsOf(model));
  return Object.entries(section(model.services)).flatMap(([name, service]) =>
    put.includes(name) || list(section(service).post_start).length > 0 ? [name] : [],
  );
}

/**
 * Whether Docker starts that service by itself, of a release with this model file. A file without this: no.
 */
export function isStartedByDocker(model: string, service: string): boolean {
  const { byCompose } = section(read(model));
  return Array.isArray(byCompose) && !byCompose.includes(service);
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** As they were written beside the model. */
export const contentsIn = (model: string): Record<string, string> =>
  textsIn(section(JSON.parse(model)).contents);

/** Those of the Compose file only. Releases of older versions knew no others. */
export const inlineIn = (model: Loose): Record<string, string> => textsIn(model.inline ?? model.contents);

const textsIn = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(section(value)).flatMap(([name, digest]) =>
      typeof digest === 'string' ? [[name, digest]] : [],
    ),
  );
