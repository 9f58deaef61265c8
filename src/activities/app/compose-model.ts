/** Reads what `docker compose config --format json` prints, of Compose 2.20 to 5. */
import { RoostError } from '../../errors';
import { isSection, list, section, text, type Loose } from '../../lib/unchecked';
import type { ResolvedModel, ResolvedService } from './compose';

/** Whatever is of an odd shape counts as not written. Errors: `ContractInvalid`, which quotes nothing: the model is full of secrets. */
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

const networkOf = ({ name, external }: Loose) => ({
  ...(text(name) && { name: text(name) }),
  ...(external ? { external: true } : {}),
});

function serviceOf({ image, build, container_name, healthcheck, networks, volumes }: Loose): ResolvedService {
  const { start_period, disable, test } = section(healthcheck);
  const none = test === 'NONE' || list(test)[0] === 'NONE';
  return {
    ...(text(image) && { image: text(image) }),
    ...(build ? { build } : {}),
    ...(text(container_name) && { container_name: text(container_name) }),
    ...(isSection(healthcheck) && {
      healthcheck: {
        ...(text(start_period) && { start_period: text(start_period) }),
        ...((disable === true || none) && { disable: true }),
        ...(Boolean(test) && !none && { test: true }),
      },
    }),
    networks: Array.isArray(networks)
      ? Object.fromEntries(networks.flatMap((name) => (text(name) ? [[text(name)!, null]] : [])))
      : section(networks),
    volumes: list(volumes).flatMap((volume) => {
      const { type, source } = section(volume);
      return text(type) ? [{ type: text(type)!, ...(text(source) && { source: text(source) }) }] : [];
    }),
  };
}
