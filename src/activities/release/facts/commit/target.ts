/** What a commit brings, read from the mirror: contract, services that change. */
import { checkContract, contractFiles } from '../../../../fleet/contract';
import { differingServices, digestModel } from '../../../../host/model/compose-model';
import type { Loose } from '../../../../lib/unchecked';
import type { DeployFacts, RunningContainer } from '../../../../plan/release/facts';
import type { PlanChanges } from '../../../../protocol/changes';
import type { ReleaseRecord } from '../../../../protocol/release-record';
import type { Site } from '../../../app/site';
import type { Deps } from '../../../deps';
import { changeFacts } from '../changes';
import { notInImages } from '../not-in-images';
import { surroundingsFacts } from '../surroundings';
import { doubtsOf } from './doubts';
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
  /** The app's own. */
  containers: RunningContainer[];
  /** Of a rollback: the release that is gone back to. */
  to?: { release: number; images: Record<string, string> };
}

type Changed = Pick<DeployFacts, 'changedServices' | 'removedServices'>;

/** What runs, or what the fleet file says; absent: as Compose chooses it. */
const projectOf = (
  { app }: Site,
  record: ReleaseRecord | null,
  containers: RunningContainer[],
): string | undefined =>
  record?.project ??
  containers.find(({ service, state }) => service === app.service && state === 'running')?.project ??
  (app.contract === 'sgos' || app.projectGiven ? app.project : undefined);

/** `secretsOf`: the release whose decrypted files count instead of the commit's. */
export async function targetFacts(
  deps: Pick<Deps, 'decrypt'>,
  site: Site,
  mirror: Mirror,
  { serving, commit, secretsOf = null, record, containers, to }: Target,
): Promise<
  Pick<
    DeployFacts,
    | 'target'
    | 'contract'
    | 'changedServices'
    | 'removedServices'
    | 'changes'
    | 'doubts'
    | 'portsTaken'
    | 'namesTaken'
    | 'notInImages'
    | 'imageRoom'
  >
> {
  const [files, head, subject, reading] = await Promise.all([
    targetFiles(site, mirror, commit),
    mirror.head(site.app.branch),
    mirror.log(null, commit),
    readCommit(deps, site, mirror, {
      serving,
      commit,
      secretsOf,
      project: projectOf(site, record, containers),
    }),
  ]);
  const contract = checkContract({ app: site.app, files, reading: reading ?? undefined });
  const changed = await changedServices();
  return {
    target: { commit, subject: subject[0]?.subject ?? '', isHead: head === commit },
    contract,
    ...changed,
    ...(reading?.model ? await onHost(reading.model, changed) : {}),
  };

  async function onHost(
    model: Loose,
    of: Changed,
  ): Promise<
    Pick<DeployFacts, 'changes' | 'doubts' | 'portsTaken' | 'namesTaken' | 'notInImages' | 'imageRoom'>
  > {
    const kept = Object.keys(to?.images ?? {});
    const isAdoption = !record && !to && serving === commit;
    const [changes, surroundings, doubts, left] = await Promise.all([
      compared(model, of),
      surroundingsFacts(site, { model, containers, gone: of.removedServices, kept }),
      isAdoption ? doubtsOf(site, mirror, { model, commit, containers }) : undefined,
      record || to ? undefined : notInImages(site, model),
    ]);
    return { changes, doubts, notInImages: left, ...surroundings };
  }

  function compared(model: Loose, { changedServices, removedServices }: Changed): Promise<PlanChanges> {
    const staged = record?.compose?.digest;
    return changeFacts(site, {
      model,
      containers: containers.map(({ id }) => id),
      record,
      serving,
      commit,
      to,
      gone: removedServices,
      redefined: staged ? differingServices(staged, digestModel(model)) : changedServices,
      files: reading?.changedFiles ?? {},
      fresh: reading?.fresh ?? {},
    });
  }

  async function changedServices(): Promise<Changed> {
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
