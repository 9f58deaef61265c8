/** Which services beside the app's own one a target commit changes. */
import { RoostError } from '../../../../errors';
import {
  composeFilesIn,
  contractFiles,
  parseComposeFiles,
  type SourceFiles,
} from '../../../../fleet/contract';
import { changedServices } from '../../../../fleet/contract/changed';
import type { ComposeModel } from '../../../../fleet/contract/types';
import { dataServicesOf } from '../../../../fleet/file/app/servers';
import type { AppConfig } from '../../../../fleet/file/app/types';
import type { DeployFacts } from '../../../../plan/release/facts';
import type { ComposeDigest } from '../../../../protocol/release-record';
import type { Site } from '../../../app/site';
import type { Mirror } from './mirror';

/**
 * Of what Compose itself has made of the release that serves and of the target. A
 * new password is no reason to replace a database.
 */
export function servicesDiffering(
  app: AppConfig,
  former: ComposeDigest,
  target: ComposeDigest,
): Pick<DeployFacts, 'changedServices' | 'removedServices'> {
  const data = dataServicesOf(app);
  const names = new Set([...Object.keys(former.services), ...Object.keys(target.services)]);
  const differs = (name: string): boolean => {
    const [a, b] = [former.services[name], target.services[name]];
    return a?.definition !== b?.definition || (!data.includes(name) && a?.environment !== b?.environment);
  };
  return {
    changedServices: [...names].filter((name) => name !== app.service && differs(name)).sort(),
    removedServices: Object.keys(former.services).filter((name) => !(name in target.services)),
  };
}

/**
 * As both commits have it in writing: what Compose makes of a text is
 * never the text, and what ran was not read by it.
 */
export async function servicesChangedBetween(
  site: Pick<Site, 'app'>,
  mirror: Pick<Mirror, 'has' | 'files'>,
  serving: string | null,
  commit: string,
): Promise<Pick<DeployFacts, 'changedServices' | 'removedServices'>> {
  const none = { changedServices: [], removedServices: [] };
  const { app } = site;
  if (!serving || !(await mirror.has(serving))) return none;
  const [before, now] = [await filesAt(app, mirror, serving), await filesAt(app, mirror, commit)];
  const [former, target] = [written(app, before), written(app, now)];
  if (!former || !target) return none;
  const secrets = app.secrets
    .filter(({ source }) => before[source] !== now[source])
    .map((secret) => secret.target);
  const removed = Object.entries(former.services).filter(
    // Of a profile: a person has started it, or it does not run.
    ([name, { profiles }]) => profiles.length === 0 && !(name in target.services),
  );
  return {
    changedServices: changedServices(app, { former, target, secrets }),
    removedServices: removed.map(([name]) => name),
  };
}

async function filesAt(app: AppConfig, mirror: Pick<Mirror, 'files'>, commit: string): Promise<SourceFiles> {
  const paths = contractFiles(app);
  const found = await mirror.files(paths.map((path) => `${commit}:${path}`));
  return Object.fromEntries(paths.map((path, i) => [path, found[i]?.toString('utf8') ?? null]));
}

/** All services that the text of the two commits defines in another way; null: the text does not show it. */
export async function definitionsChangedBetween(
  { app }: Pick<Site, 'app'>,
  mirror: Pick<Mirror, 'files'>,
  then: string,
  commit: string,
): Promise<string[] | null> {
  const [before, now] = [await filesAt(app, mirror, then), await filesAt(app, mirror, commit)];
  const [former, target] = [written(app, before), written(app, now)];
  // Configs with their content in the file are no part of a service's definition.
  const hasContent = [before, now].some((all) =>
    Object.values(all).some((one) => /^\s*content:/m.test(one ?? '')),
  );
  if (!former || !target || former.partial || target.partial || hasContent) return null;
  const names = Object.keys(target.services);
  return names.filter((name) => former.services[name]?.definition !== target.services[name]!.definition);
}

function written(app: AppConfig, files: SourceFiles): ComposeModel | undefined {
  const names = composeFilesIn(app, files);
  if (names.length === 0 || names.some((name) => (files[name] ?? null) === null)) return undefined;
  try {
    return parseComposeFiles(names.map((file) => ({ file, text: files[file] ?? '' })));
  } catch (error) {
    // Compose itself may be able to read it.
    if (error instanceof RoostError) return undefined;
    throw error;
  }
}
