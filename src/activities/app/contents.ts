/** What Compose puts into containers from the Compose file itself: it does not see that it changed. */
import { canonicalJson, digestOf } from '../../lib/digest';
import { list, section, text, type Loose } from '../../lib/unchecked';

/** A label by which Compose sees it: another value makes the container anew. */
export const CONTENT_LABEL = 'roost.content';

/** A digest of the configs with their content in the file, for each service that has one. */
export function contentsOf(model: Loose): Record<string, string> {
  const configs = section(model.configs);
  return Object.fromEntries(
    Object.entries(section(model.services)).flatMap(([name, service]) => {
      const used = list(section(service).configs)
        .map((use) => section(configs[text(use) ?? text(section(use).source) ?? '']))
        .filter((config) => config.content !== undefined || config.environment !== undefined);
      return used.length > 0 ? [[name, digestOf(canonicalJson(used))]] : [];
    }),
  );
}

/** As they were written beside the model. */
export const contentsIn = (model: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(section(section(JSON.parse(model)).contents)).flatMap(([name, digest]) =>
      typeof digest === 'string' ? [[name, digest]] : [],
    ),
  );
