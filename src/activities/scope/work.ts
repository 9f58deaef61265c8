/** What runs on a host for a scope. */
import { endOneOffs } from '../../host/oneoff';
import { drillName } from '../../plan/names';
import type { ScopeSite } from './types';

/** Ends its jobs and one-offs, and waits until they are gone. `except`: jobs that go on. */
export async function endWork({ host, jobs, paths, scope }: ScopeSite, except: string[] = []): Promise<void> {
  await Promise.all([
    jobs.cancelAll(paths.jobs, except),
    // Only apps run scripts in containers.
    scope.kind === 'app' ? endOneOffs(host, scope.drill ? drillName(scope.app) : scope.app) : undefined,
  ]);
}
