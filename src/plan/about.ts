/** What lists, records and titles show of a plan, by its kind. */
import { sentences } from '../lib/sentences';
import { plural } from '../lib/units';
import type { CopySource } from '../protocol/data';
import type { CloudflarePlan, Plan, ReleasePlan } from '../protocol/plan';
import { forPlan, type ByPlanKind } from '../protocol/plan-kinds';
import type { RestoreItem } from '../protocol/steps/restore';
import { short } from './short';

/** `2026-11-18 03:00 1a2b3c4d`, UTC: sorts and begins with its day. */
export const snapshotName = ({ id, time }: { id: string; time: string }): string =>
  `${time.slice(0, 16).replace('T', ' ')} ${id.slice(0, 8)}`;

export interface About {
  /** The commit that a run brings into service, or whose data it copies. */
  commit: string | null;
  version: string | null;
  /** In a few words: `a1b2c3d → b2c3d4e`, `database phone, configuration`. */
  summary: string;
}

const ofRelease = ({ from, to }: ReleasePlan): About => ({
  commit: to.commit,
  version: to.version,
  summary: `${from?.commit ? short(from.commit) : 'nothing'} → ${short(to.commit)}`,
});

const ofCloudflare = ({ cloudflare: { only, counts } }: CloudflarePlan): About => ({
  commit: null,
  version: null,
  summary: [
    sentences(
      `${counts.create} to create, ${counts.change} to change,`,
      `${counts.remove} to remove, ${counts.same} as they should be`,
    ),
    only && `of ${only.app ?? `host ${only.host}`} only`,
  ]
    .filter(Boolean)
    .join(', '),
});

const abouts: ByPlanKind<About> = {
  deploy: ofRelease,
  rollback: ofRelease,
  hostFacts: () => ({ commit: null, version: null, summary: 'what is there' }),
  provision: ({ provision: { drifts, same } }) => ({
    commit: null,
    version: null,
    summary: `${drifts.length} to change, ${same} as they should be`,
  }),
  patch: ({ patch: { count, when } }) => ({
    commit: null,
    version: null,
    summary: `${plural(count, 'package')} to upgrade${when === 'never' ? '' : ', with a restart'}`,
  }),
  cloudflareApply: ofCloudflare,
  cloudflareRotate: (plan) => ({
    ...ofCloudflare(plan),
    summary: `another token in place of "${plan.cloudflare.tokens?.from ?? ''}"`,
  }),
  cloudflareAdopt: (plan) => ({
    ...ofCloudflare(plan),
    summary: `${plan.cloudflare.counts.change} to mark as roost's`,
  }),
  rotate: ({ rotation: { summary } }) => ({ commit: null, version: null, summary }),
  rehearse: ({ rehearsal: { summary } }) => ({ commit: null, version: null, summary }),
  restore: ({ restore: { snapshot, items, undoes } }) => ({
    commit: snapshot.commit,
    version: snapshot.version ?? null,
    summary: undoes
      ? `${items.map(itemName).join(', ')} as before the restore of ${undoes.at.slice(0, 16).replace('T', ' ')}`
      : `${items.map(itemName).join(', ')} of ${snapshot.app ? `${snapshot.app}, ` : ''}${snapshot.id.slice(0, 8)} (${snapshot.time.slice(0, 16).replace('T', ' ')})`,
  }),
  drill: ({ drill: { snapshot, items, corrupt } }) => ({
    commit: snapshot.commit,
    version: snapshot.version ?? null,
    summary: `the whole app with ${items.map(itemName).join(', ') || 'no data'}${corrupt ? ', damaged and restored again,' : ''} of ${snapshot.id.slice(0, 8)} (${snapshot.time.slice(0, 16).replace('T', ' ')})`,
  }),
  recover: ({ recover: { apps, there } }) => ({
    commit: null,
    version: null,
    summary: apps.length > 0 ? apps.map(({ app }) => app).join(', ') : `${there.length} apps are there`,
  }),
  move: ({ move: { way, from, to, commit, version } }) => ({
    commit,
    version,
    summary:
      way === 'confirm'
        ? `no way back to ${to}`
        : `from ${from} to ${to}${way === 'back' ? ', with the data that lie there' : ''}`,
  }),
  archive: ({ archive: { undo, commit, version, kept } }) => ({
    commit,
    version,
    summary: undo ? 'back into service' : `out of service; ${kept.join(', ')} kept`,
  }),
  backup: ({ backup: { commit, version, sources, mends } }) => ({
    commit,
    version,
    summary: mends ? `start ${mends.join(', ') || 'nothing'} again` : sources.map(sourceName).join(', '),
  }),
};

export const aboutPlan = (plan: Plan): About => forPlan(abouts, plan);

/** `postgres phone`, `folder data/voicemails`: as titles and tables name a source. */
export function sourceName(source: CopySource): string {
  switch (source.kind) {
    case 'script':
      return `script ${source.command}`;
    case 'postgres':
    case 'mariadb':
      return `database ${source.database}`;
    case 'redis':
      return `Redis of ${source.service}`;
    case 'sqlite':
      return `SQLite file ${source.path}`;
    case 'folder':
      return `folder ${source.path}`;
    case 'volume':
      return `volume ${source.name}`;
    case 'untracked':
      return UNTRACKED;
    case 'config':
      return 'configuration';
  }
}

const UNTRACKED = 'files that git does not track';

/** The same of what is restored: a path by itself may be a file. */
export function itemName(item: RestoreItem): string {
  if (item.kind === 'config') return 'configuration';
  if (item.kind === 'untracked') return UNTRACKED;
  if (item.kind === 'script') return `data by its script ${item.command}`;
  return item.kind === 'folder' ? item.path : sourceName(item);
}
