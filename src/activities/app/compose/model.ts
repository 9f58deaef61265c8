/** Reads what `docker compose config --format json` prints, of Compose 2.20 to 5. */
import { RoostError } from '../../../errors';
import { isSection, list, section, text, type Loose } from '../../../lib/unchecked';
import type { ResolvedModel, ResolvedService } from './compose';

/**
 * Whatever is of an odd shape counts as not written.
 * Errors: `ContractInvalid`, which quotes nothing: the model is full of secrets.
 */
export function parseModel(output: string): ResolvedModel {
  const model = read(output);
  if (!isSection(model))
    throw new RoostError('ContractInvalid', 'Docker Compose printed a model that cannot be read.');
  return modelOf(model);
}

export const modelOf = (model: Loose): ResolvedModel => ({
  services: mapped(model.services, serviceOf),
  networks: mapped(model.networks, networkOf),
});

function read(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}

const mapped = <T>(all: unknown, to: (value: Loose) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(section(all)).map(([name, value]) => [name, to(section(value))]));

/** Undefined, so not written, for an empty text too. */
const filled = (value: unknown): string | undefined => text(value) || undefined;

/** Undefined, so not written, where it is not so. */
const onlyTrue = (value: unknown): true | undefined => (value ? true : undefined);

const networkOf = ({ name, external }: Loose) => ({
  name: filled(name),
  external: onlyTrue(external),
});

function serviceOf({ image, build, container_name, healthcheck, networks, volumes }: Loose): ResolvedService {
  const { start_period, start_interval, disable, test } = section(healthcheck);
  const none = test === 'NONE' || list(test)[0] === 'NONE';
  return {
    image: filled(image),
    build,
    container_name: filled(container_name),
    healthcheck: isSection(healthcheck)
      ? {
          start_period: filled(start_period),
          start_interval: filled(start_interval),
          disable: onlyTrue(disable === true || none),
          test: onlyTrue(test && !none),
        }
      : undefined,
    networks: Array.isArray(networks)
      ? Object.fromEntries(networks.flatMap((name) => (text(name) ? [[text(name)!, null]] : [])))
      : section(networks),
    volumes: list(volumes).flatMap((volume) => {
      const { type, source } = section(volume);
      return text(type) ? [{ type: text(type)!, source: filled(source) }] : [];
    }),
  };
}
