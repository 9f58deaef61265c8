/** What a commit brings, read from the mirror: contract, services that change. */
import { checkContract, contractFiles } from '../../../fleet/contract';
import type { DeployFacts } from '../../../plan/release/facts';
import type { Site } from '../../app/site';
import type { Mirror } from './mirror';
import { servicesChangedBetween } from './services';

export async function targetFacts(
  site: Site,
  mirror: Mirror,
  serving: string | null,
  commit: string,
): Promise<Pick<DeployFacts, 'target' | 'contract' | 'changedServices' | 'removedServices'>> {
  const [files, head, subject] = await Promise.all([
    targetFiles(site, mirror, commit),
    mirror.head(site.app.branch),
    mirror.log(null, commit),
  ]);
  const contract = checkContract({ app: site.app, files });
  return {
    target: { commit, subject: subject[0]?.subject ?? '', isHead: head === commit },
    contract,
    ...(contract.compose
      ? await servicesChangedBetween(site, mirror, serving, commit, contract.compose)
      : { changedServices: [], removedServices: [] }),
  };
}

async function targetFiles(
  site: Site,
  mirror: Mirror,
  commit: string,
): Promise<Record<string, string | null>> {
  const paths = contractFiles(site.app);
  const found = await mirror.files(paths.map((path) => `${commit}:${path}`));
  return Object.fromEntries(paths.map((path, i) => [path, found[i]?.toString('utf8') ?? null]));
}
