/** Which services beside the app's own one a target commit changes, as written in the two commits. */
import { parseComposeFiles } from '../../../fleet/contract';
import { changedServices } from '../../../fleet/contract/changed';
import type { ComposeModel } from '../../../fleet/contract/types';
import type { DeployFacts } from '../../../plan/release/facts';
import type { Site } from '../../app/site';
import type { Mirror } from './mirror';

export async function servicesChangedBetween(
  site: Site,
  mirror: Mirror,
  serving: string | null,
  commit: string,
  target: ComposeModel,
): Promise<Pick<DeployFacts, 'changedServices' | 'removedServices'>> {
  const none = { changedServices: [], removedServices: [] };
  const { app } = site;
  if (!serving || !(await mirror.has(serving))) return none;
  const encrypted = app.secrets.map(({ source }) => source);
  const at = (where: string) => [...app.compose, ...encrypted].map((path) => `${where}:${path}`);
  const [before, now] = [await mirror.files(at(serving)), await mirror.files(at(commit))];
  const compose = before.slice(0, app.compose.length);
  if (compose.some((file) => file === null)) return none;
  const former = parseComposeFiles(app.compose.map((file, i) => ({ file, text: String(compose[i]) })));
  const secrets = app.secrets
    .filter((_, i) => String(before[compose.length + i]) !== String(now[compose.length + i]))
    .map((secret) => secret.target);
  const removed = Object.entries(former.services).filter(
    // Of a profile: a person has started it, or nobody.
    ([name, { profiles }]) => profiles.length === 0 && !(name in target.services),
  );
  return {
    changedServices: changedServices(app, { former, target, secrets }),
    removedServices: removed.map(([name]) => name),
  };
}
