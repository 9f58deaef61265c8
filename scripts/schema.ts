import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetJsonSchemaText } from '../src/fleet/file';

/** Writes schema/fleet.schema.json, which editors check fleet files against; a test compares the two. */
const folder = join(__dirname, '..', 'schema');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'fleet.schema.json'), fleetJsonSchemaText());
