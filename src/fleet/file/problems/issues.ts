import type { z } from 'zod';
import type { Path } from '../yaml/lines';
import { nearest } from './suggest';

/** A problem without its line. */
export interface Finding {
  path: Path;
  message: string;
}

/** Zod's issues as problems: one for each unknown key, with the known key nearest to it. */
export function findings(issues: z.ZodError['issues'], schema: z.ZodType): Finding[] {
  return issues.flatMap(meant).flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') return [{ path: issue.path, message: issue.message }];
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({ path: [...issue.path, key], message: unknownKey(key, known) }));
  });
}

type Issue = z.ZodError['issues'][number];

/** Of a field that is a word or a section: what is wrong inside the section that somebody has written. */
function meant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const inside = issue.errors.find((branch) =>
    branch.some(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  if (!inside) return [issue];
  return (inside as Issue[]).flatMap(meant).map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
}

function unknownKey(key: string, known: string[]): string {
  const near = nearest(key, known);
  return near === undefined
    ? `is no key here; the keys are ${known.join(', ')}`
    : `is no key here; did you mean ${near}?`;
}

/** The keys that the schema's section at `path` knows. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let at: Shape | undefined = bare(schema as unknown as Shape);
  for (const part of path) {
    const next: Shape | undefined = at?.def.shape?.[String(part)] ?? at?.def.valueType ?? at?.def.element;
    at = next && bare(next);
  }
  return Object.keys(at?.def.shape ?? {});
}

/** The three kinds of schema that nest here: sections, names and lists. */
interface Shape {
  def: {
    innerType?: Shape;
    options?: Shape[];
    shape?: Record<string, Shape>;
    valueType?: Shape;
    element?: Shape;
  };
}

function bare(schema: Shape): Shape {
  const inner = schema.def.innerType ?? schema.def.options?.find(({ def }) => def.shape);
  return inner ? bare(inner) : schema;
}
