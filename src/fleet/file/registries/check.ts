import { section, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';

/** Checks beyond the schema: passwords have a file. */
export function checkRegistries(fleet: Loose): Finding[] {
  if ('file' in section(fleet.secrets)) return [];
  return Object.keys(section(fleet.registries)).map((host) => ({
    path: ['registries', host, 'password'],
    message: 'needs the file that holds it; add secrets.file',
  }));
}
