import { own, section, text, type Loose } from '../../../lib/unchecked';
import type { Finding } from '../problems/issues';
import { didYouMean } from '../problems/suggest';

/** Checks beyond the schema: the host of the drills is one of the file. */
export function checkDrill(fleet: Loose): Finding[] {
  const hosts = section(fleet.hosts);
  const host = text(section(section(fleet.backup).drill).host);
  if (host === undefined || own(hosts, host)) return [];
  const names = Object.keys(hosts);
  const meant = didYouMean(host, names) || `; the hosts are ${names.join(', ')}`;
  return [{ path: ['backup', 'drill', 'host'], message: `names no host of this file${meant}` }];
}
