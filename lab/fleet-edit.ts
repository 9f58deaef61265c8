import { readFileSync, writeFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

/** Settings of a fleet file by dotted path: `apps.phone.settle`. */
export type FleetEdit = Record<string, unknown>;

/** Waits short enough for tests. */
export const quick: FleetEdit = {
  'apps.phone.settle': '1s',
  'apps.phone.health.wait': '10s',
  'apps.phone.proxy.drain': '1s',
  'decide.wait': '20s',
};

/** Writes a fleet file: another one with these changes. Undefined: it goes. */
export function writeFleet(from: string, to: string, edit: FleetEdit): void {
  const document = parseDocument(readFileSync(from, 'utf8'));
  for (const [path, value] of Object.entries(edit))
    if (value === undefined) document.deleteIn(path.split('.'));
    else document.setIn(path.split('.'), value);
  writeFileSync(to, document.toString());
}
