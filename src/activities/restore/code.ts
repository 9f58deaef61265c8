/** What lies between the commit that a snapshot is of and the serving one, by the mirror on the host. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { parseAppJson } from '../../fleet/contract';
import { printIfThere } from '../../host/files';
import type { CodeFacts } from '../../plan/restore/world';
import type { Site } from '../app/site';
import { between } from '../release/facts/history';
import { Mirror } from '../release/facts/mirror';

/** Null: it is not known. */
export async function codeFacts(
  site: Site,
  then: string | null,
  now: string | null,
): Promise<CodeFacts | null> {
  if (then === null || now === null || then === now) return null;
  const script = await scriptOf(site);
  try {
    const { relation, migration, leftMigration } = await between(site.app, new Mirror(site), then, true, now);
    return { relation, migration, leftMigration, script };
  } catch (error) {
    // Without a mirror, or without the serving commit in it.
    if (error instanceof RoostError && error.code === 'CommandFailed') return null;
    throw error;
  }
}

/** Postdeploy of the source that serves. */
async function scriptOf({ app, host, source }: Site): Promise<string | null> {
  if (app.contract === 'compose') return app.scripts.postdeploy ?? null;
  const { stdout } = await host.exec(printIfThere(posix.join(source, 'app.json')));
  return stdout.trim() === '' ? null : (parseAppJson(stdout).scripts.postdeploy ?? null);
}
