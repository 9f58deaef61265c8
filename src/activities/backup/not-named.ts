/**
 * Finds what an app keeps that nothing under `data` names. A host that cannot answer this fails no backup.
 */
import { listDatabases, parseDatabases } from '../../host/databases';
import { anyCode } from '../../host/exit-code';
import { listKeepers, parseKeepers } from '../../host/keepers';
import { rooted, VOLUME_AT } from '../../host/rooted';
import type { ExecOptions } from '../../host/types';
import { notNamed, withDatabases, type NotNamed } from '../../plan/backup/not-named';
import type { Site } from '../app/site';

/** The first of them are searched. */
const LOOKED_INTO = 5;
const LIMIT_MS = 60_000;

export async function notNamedOf(
  site: Site,
  project: string,
  volumes: Record<string, string>,
  options: ExecOptions,
): Promise<NotNamed[]> {
  const { app, host, source } = site;
  const { code, stdout } = await host.exec(listKeepers(project, source), { ...options, ok: anyCode });
  if (code !== 0) return [];
  const found = notNamed(app, project, parseKeepers(stdout), volumes);
  const looked = await Promise.all(found.slice(0, LOOKED_INTO).map((one) => look(site, one, options)));
  return [...looked, ...found.slice(LOOKED_INTO)];
}

async function look({ app, host }: Site, one: NotNamed, options: ExecOptions): Promise<NotNamed> {
  if (one.at === null || one.what.includes(' with ')) return one;
  const as = { app: app.name, operation: 'plan' };
  const argv =
    'volume' in one.at
      ? rooted({ ...as, when: 'always', mounts: [one.at] }, listDatabases(VOLUME_AT))
      : rooted({ ...as, when: 'unreadable', mounts: [{ ro: one.at.folder }] }, listDatabases(one.at.folder));
  const { code, stdout } = await host.exec(argv, { ...options, timeout: LIMIT_MS, ok: anyCode });
  return code === 0 ? withDatabases(one, parseDatabases(stdout)) : one;
}
