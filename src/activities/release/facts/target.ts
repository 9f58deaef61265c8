/** What a commit brings, read from the mirror: contract, services that change. */
import { checkContract, contractFiles } from '../../../fleet/contract';
import { digestModel } from '../../../host/model/compose-model';
import type { DeployFacts } from '../../../plan/release/facts';
import type { ReleaseRecord } from '../../../protocol/release-record';
import type { Site } from '../../app/site';
import type { Deps } from '../../deps';
import type { Mirror } from './mirror';
import { readCommit } from './reading';
import { servicesChangedBetween, servicesDiffering } from './services';

interface Target {
  /** The commit that serves; null: not known. */
  serving: string | null;
  commit: string;
  secretsOf?: number | null;
  /** Of the release that serves. */
  record: ReleaseRecord | null;
}

/** `secretsOf`: the release whose decrypted files count instead of the commit's. */
export async function targetFacts(
  deps: Pick<Deps, 'decrypt'>,
  site: Site,
  mirror: Mirror,
  { serving, commit, secretsOf = null, record }: Target,
): Promise<Pick<DeployFacts, 'target' | 'contract' | 'changedServices' | 'removedServices'>> {
  const [files, head, subject, reading] = await Promise.all([
    targetFiles(site, mirror, commit),
    mirror.head(site.app.branch),
    mirror.log(null, commit),
    readCommit(deps, site, mirror, commit, secretsOf),
  ]);
  const contract = checkContract({ app: site.app, files, reading: reading ?? undefined });
  return {
    target: { commit, subject: subject[0]?.subject ?? '', isHead: head === commit },
    contract,
    ...(await changed()),
  };

  async function changed(): Promise<Pick<DeployFacts, 'changedServices' | 'removedServices'>> {
    const staged = record?.compose?.digest;
    if (reading?.model && staged) return servicesDiffering(site.app, staged, digestModel(reading.model));
    return contract.compose
      ? servicesChangedBetween(site, mirror, serving, commit)
      : { changedServices: [], removedServices: [] };
  }
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
