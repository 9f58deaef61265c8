/** What a rollback's planner needs to know: of the host, of a release that was kept, and of the data. */
import { posix } from 'node:path';
import { RoostError } from '../../../errors';
import { migrationClass } from '../../../fleet/contract';
import { dataServicesOf } from '../../../fleet/file/app/servers';
import { shellScript } from '../../../lib/shell-script';
import type { KeptRelease, RollbackFacts, RunningContainer } from '../../../plan/release/facts';
import { chooseTarget, deploysSince } from '../../../plan/release/rollback/lineage';
import type { KeyDifference } from '../../../protocol/plan';
import type { ReleaseRecord } from '../../../protocol/release-record';
import { formatOnHost } from '../../../secrets/env-file';
import { differingKeys } from '../../../secrets/keys';
import { isTelling, secretValues } from '../../../secrets/values';
import type { Site } from '../../app/site';
import { databaseSize } from '../../data/postgres';
import type { Deps } from '../../deps';
import { broughtFiles, type Brought } from './commit/brought';
import { between } from './commit/history';
import { fetchMirror, Mirror } from './commit/mirror';
import { targetFacts } from './commit/target';
import { hostFacts } from './host';
import { goneOf, imageIds } from './images';
import { keptFacts } from './kept';

const readSecrets = shellScript(__dirname, 'read-secrets-of-two');

/** Errors: `NoRollbackTarget`, `UnknownRelease`, `UnknownRef`, `FetchFailed`. */
export async function rollbackFacts(
  deps: Deps,
  site: Site,
  wanted: string | undefined,
  secrets: 'now' | 'then',
): Promise<RollbackFacts> {
  const [{ records, installed: _, backupScript: _script, ...host }, ids] = await Promise.all([
    hostFacts(site),
    imageIds(site),
  ]);
  const kept = records.map(keptOf);
  const current = records.find((r) => r.current);
  const serving = kept.find((r) => r.release === current?.release) ?? null;
  const to = chooseTarget(site.app.name, kept, serving, wanted);
  const [commits, keys] = await Promise.all([
    commitFacts(deps, secrets === 'now' ? withoutSecrets(site) : site, serving!, to, {
      secretsOf: secrets === 'then' ? to.release : serving!.release,
      record: current ?? null,
      containers: host.containers,
    }),
    keyFacts(deps, site, serving!, to),
  ]);
  const since = deploysSince(kept, serving!, to);
  const migration = migrationClass([commits.leftMigration, ...since.map((r) => r.migration)]);
  const oldest = since.filter((r) => r.migration === 'breaking').at(-1);
  const { postgres } = site.app.data;
  const [dump, databaseBytes] =
    migration === 'breaking' && oldest?.dump
      ? await Promise.all([
          keptFacts(site, host.containers, oldest.release),
          postgres ? databaseSize(site, host.containers, postgres) : null,
        ])
      : [null, null];
  const data = dataServicesOf(site.app);
  return {
    app: site.app,
    host: site.config,
    ...host,
    ...commits,
    migration,
    databaseBytes: databaseBytes,
    kept,
    to,
    gone: goneOf(
      records.find((r) => r.release === to.release)!,
      ids,
    ).filter((service) => !data.includes(service)),
    keys,
    dump: dump && oldest ? { of: oldest.release, ...dump } : null,
    hold: current?.hold ?? null,
  };
}

/** Where the secrets stay, no service changes by them. */
const withoutSecrets = (site: Site): Site => ({ ...site, app: { ...site.app, secrets: [] } });

function keptOf(record: ReleaseRecord): KeptRelease {
  const { release, commit, version, migration, strategy, committedAt, dumpBytes, images, rollback } = record;
  return {
    release,
    commit,
    version,
    migration,
    strategy,
    committed: committedAt !== null,
    dump: dumpBytes !== null,
    images: Object.fromEntries(Object.entries(images).map(([service, { id }]) => [service, id])),
    rollback,
  };
}

type CommitFacts = Pick<
  RollbackFacts,
  | 'target'
  | 'contract'
  | 'changedServices'
  | 'removedServices'
  | 'changes'
  | 'portsTaken'
  | 'namesTaken'
  | 'imageRoom'
  | 'relation'
  | 'commits'
  | 'commitCount'
  | 'leftMigration'
  | 'aheadMigration'
> &
  Partial<Brought>;

interface Seen {
  secretsOf: number;
  record: ReleaseRecord | null;
  containers: RunningContainer[];
}

/**
 * The mirror keeps what its releases need, so that a rollback works
 * while the repository cannot be reached.
 */
async function commitFacts(
  deps: Deps,
  site: Site,
  serving: KeptRelease,
  to: KeptRelease,
  { secretsOf, record, containers }: Seen,
): Promise<CommitFacts> {
  const mirror = new Mirror(site);
  const there = async (): Promise<boolean> => to.commit !== null && (await mirror.has(to.commit));
  if (to.strategy !== 'adopted' && !(await there())) {
    await fetchMirror(site);
    if (!(await there()))
      throw new RoostError(
        'UnknownRef',
        `Commit ${to.commit} of release ${to.release} is not in ${site.app.repository} any more.`,
        { app: site.app.name },
      );
  }
  if (!to.commit || !(await there()))
    return { ...unknown, target: { commit: to.commit ?? '', subject: '', isHead: false } };
  const [target, history, brought] = await Promise.all([
    targetFacts(deps, site, mirror, {
      serving: serving.commit,
      commit: to.commit,
      secretsOf,
      record,
      containers,
      to,
    }),
    between(site.app, mirror, serving.commit, true, to.commit),
    broughtFiles(site, to.commit),
  ]);
  if (history.relation === 'unknown') return { ...unknown, ...target, ...brought };
  const { relation, leftMigration, left, migration: aheadMigration } = history;
  return { ...target, ...brought, relation, ...left, leftMigration, aheadMigration };
}

const unknown: Omit<CommitFacts, 'target'> = {
  contract: { problems: [], rollingObstacles: [] },
  changedServices: [],
  removedServices: [],
  relation: 'unknown',
  commits: [],
  commitCount: 0,
  leftMigration: 'none',
  aheadMigration: 'none',
};

async function keyFacts(
  deps: Deps,
  site: Site,
  serving: KeptRelease,
  to: KeptRelease,
): Promise<KeyDifference[]> {
  const { secrets } = site.app;
  if (secrets.length === 0) return [];
  const folders = [serving, to].map(({ release }) => site.paths.release(release).tree);
  const { stdout } = await site.host.exec(readSecrets(...folders, ...secrets.map((s) => s.target)));
  const redactor = deps.redactor.of(site.host.name);
  const files = stdout.split('\0').map((text) => (text.startsWith('\n') ? Buffer.from(text.slice(1)) : null));
  return secrets.flatMap((secret, i) => {
    const { target } = secret;
    const format = formatOnHost(secret);
    const [now, then] = [files[i] ?? null, files[secrets.length + i] ?? null];
    for (const file of [now, then])
      if (file) secretValues(file, format).filter(isTelling).forEach(redactor.add);
    const { changed, onlyNow, onlyThen } = differingKeys(now, then, format);
    if (changed.length + onlyNow.length + onlyThen.length === 0) return [];
    // A value that stands where a name should be is none the less a secret.
    const clean = (names: string[]): string[] => names.map((name) => redactor.scrub(name));
    return [
      {
        file: posix.normalize(target),
        changed: clean(changed),
        onlyNow: clean(onlyNow),
        onlyThen: clean(onlyThen),
      },
    ];
  });
}
