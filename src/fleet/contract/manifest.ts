import { contractInvalid } from './invalid';
import { manifestSchema } from './manifest-schema';
import type { AppManifest, EnvVariable } from './types';

const file = 'app.json';

/** Reads `app.json`. Errors: `ContractInvalid` with every field that is wrong. */
export function parseAppJson(text: string): AppManifest {
  const result = manifestSchema.safeParse(readJson(text));
  if (!result.success) {
    throw contractInvalid(
      result.error.issues.map(({ path, message }) => ({ file, field: path.map(String).join('.'), message })),
    );
  }
  const { env, ...manifest } = result.data;
  return {
    ...manifest,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, variable(value)])),
  };
}

/** As with Heroku: a variable is required unless it has a default or `required: false`. */
function variable(value: string | { description?: string; required?: boolean }): EnvVariable {
  if (typeof value === 'string') return { required: false };
  return { description: value.description, required: value.required ?? true };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line =
      position === undefined ? text.split('\n').length : text.slice(0, Number(position)).split('\n').length;
    throw contractInvalid([{ file, field: '', message: `is not JSON: fix line ${line}` }]);
  }
}
