import { z } from 'zod';
import { fleetSchema } from './schema';

/**
 * The fleet file's JSON Schema (draft 7, which editors know best),
 * as `schema/fleet.schema.json` holds it.
 */
export function fleetJsonSchema(): Record<string, unknown> {
  return { title: 'A roost fleet', ...z.toJSONSchema(fleetSchema, { target: 'draft-7', io: 'input' }) };
}

/** The file's text. */
export const fleetJsonSchemaText = (): string => `${JSON.stringify(fleetJsonSchema(), null, 2)}\n`;
