/**
 * The maintenance page of a longer work: neither deploys nor restores
 * take it away, since it is set as a person's.
 */
import { clearFlagArgv, parseFlag, personFlag, readFlagArgv, setFlagArgv } from '../../host/maintenance';
import { proxyOf } from '../../host/proxies';
import type { Scope } from '../../protocol/scope';
import type { StepPart } from '../scope/step';
import type { HostSite } from '../scope/types';

type Paged = Pick<HostSite, 'config'> & Pick<StepPart<Scope>, 'change' | 'read'>;

/** `by`: whose it is, so that the same work finds it again. */
export async function putPage(site: Paged, app: string, by: string, why: string): Promise<string> {
  const { proxy } = site.config;
  if (!proxy) return 'no proxy';
  const line = personFlag(by, new Date().toISOString(), why);
  const there = (await site.change(setFlagArgv(proxyOf(proxy).flag(app), line))).stdout.trim();
  return there ? `the page was on already: ${there}` : 'the page is on';
}

/** A page that somebody else has put up stays; then says so. */
export async function clearPage(site: Paged, app: string, by: string): Promise<string> {
  const { proxy } = site.config;
  if (!proxy) return '';
  const path = proxyOf(proxy).flag(app);
  const [present, line = ''] = (await site.read(readFlagArgv(path))).stdout.split('\n');
  if (present !== 'present') return '';
  const flag = parseFlag(line);
  if (flag.owner !== 'person' || flag.by !== by) return `the page of ${line} stays`;
  await site.change(clearFlagArgv(path, false));
  return '';
}
