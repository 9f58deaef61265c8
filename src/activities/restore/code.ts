/** What is between the commit that a snapshot is of and the serving one, by the mirror on the host. */
import { posix } from 'node:path';
import { RoostError } from '../../errors';
import { parseAppJson } from '../../fleet/contract';
import type { Scripts } from '../../fleet/file/app/types';
import { printIfThere } from '../../host/files';
import type { CodeFacts } from '../../plan/restore/world';
import type { Site } from '../app/site';
import { between } from '../release/facts/commit/history';
import { Mirror } from '../release/facts/commit/mirror';

/** Null: it is not known. */
export async function codeFacts(
  site: Site,
  then: string | null,
  now: string | null,
  scripts: Scripts,
): Promise<CodeFacts | null> {
  if (then === null || now === null || then === now) return null;
  const script = scripts.postdeploy ?? null;
  try {
    const { relation, migration, leftMigration } = await between(site.app, new Mirror(site), then, true, now);
    return { relation, migration, leftMigration, script };
  } catch (error) {
    // Without a mirror, or without the serving commit in it.
    if (error instanceof RoostError && error.code === 'CommandFailed') return null;
    throw error;
  }
}

/** Of the source that serves. */
export async function servingScripts({ app, host, source }: Site): Promise<Scripts> {
  if (app.contract === 'compose') return app.scripts;
  const { stdout } = await host.exec(printIfThere(posix.join(source, 'app.json')));
  return stdout.trim() === '' ? {} : parseAppJson(stdout).scripts;
}
