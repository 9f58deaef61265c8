import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetJsonSchema, fleetJsonSchemaText } from '../../../src/fleet/file';

describe('the JSON Schema', () => {
  it('is the one in the repository; else run `npm run schema`', () => {
    const file = join(__dirname, '../../../schema/fleet.schema.json');
    expect(readFileSync(file, 'utf8')).toBe(fleetJsonSchemaText());
  });

  it('says of every key what belongs there', () => {
    const silent: string[] = [];
    walk(fleetJsonSchema(), '', silent);
    expect(silent).toEqual([]);
  });

  it('refuses unknown keys in every section', () => {
    const open = JSON.stringify(fleetJsonSchema()).match(/"properties":/g)?.length;
    expect(JSON.stringify(fleetJsonSchema()).match(/"additionalProperties":false/g)?.length).toBe(open);
  });
});

type Json = {
  description?: string;
  properties?: Record<string, Json>;
  additionalProperties?: Json | false;
  items?: Json;
};

function walk(schema: Json, path: string, silent: string[]): void {
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    if (!value.description) silent.push(`${path}.${key}`);
    walk(value, `${path}.${key}`, silent);
  }
  if (schema.additionalProperties) walk(schema.additionalProperties, `${path}.*`, silent);
  if (schema.items) walk(schema.items, `${path}[]`, silent);
}
