import { posix } from 'node:path';
import { dataServicesOf } from '../file/app/servers';
import type { AppConfig } from '../file/app/types';
import type { ComposeModel } from './types';

export interface Changes {
  former: ComposeModel;
  target: ComposeModel;
  /** Decrypted files whose encrypted source differs, relative to the app's directory. */
  secrets: string[];
}

/**
 * Names of the services that a release changes beside the app's own one, which may
 * change freely. One that reads a changed secrets file counts, unless it holds data:
 * a new password is no reason to replace a database.
 */
export function changedServices(
  app: Pick<AppConfig, 'service' | 'source' | 'data'>,
  { former, target, secrets }: Changes,
): string[] {
  const data = dataServicesOf(app);
  const changed = secrets.map((path) => posix.normalize(path));
  const readsChanged = (name: string): boolean =>
    !data.includes(name) &&
    (target.services[name]?.envFile ?? []).some((file) => changed.includes(posix.join(app.source, file)));
  const names = new Set([...Object.keys(former.services), ...Object.keys(target.services)]);
  names.delete(app.service);
  return [...names]
    .filter(
      (name) => former.services[name]?.definition !== target.services[name]?.definition || readsChanged(name),
    )
    .sort();
}
