/** How a release that was kept is made ready again, and how data return. */
import type { AppConfig } from '../../../fleet/file/app/types';
import { HOUR } from '../../../lib/time';
import type { RollbackNote } from '../../../protocol/release-record';
import type { Strategy } from '../../../protocol/steps/release';
import type { Step } from '../../../protocol/steps/step';
import { sourceName } from '../../about';
import { short } from '../../short';
import type { KeptRelease, RollbackFacts } from '../facts';
import type { RestoreStep } from '../recreate';
import type { DeploySituation } from '../situation';
import { slotFor, unstage } from '../steps';

/** Everything that can be done while the release that will be left serves. */
export function goBackSteps(
  facts: RollbackFacts,
  s: DeploySituation,
  strategy: Strategy,
  note: RollbackNote,
  secrets: 'now' | 'then',
): Step[] {
  const { app, to } = facts;
  const secretsOf = secrets === 'then' ? to.release : note.left;
  const withSecrets =
    app.secrets.length === 0
      ? ''
      : secrets === 'then'
        ? ', with the secrets of then'
        : `, with today's secrets`;
  const shared = { retry: 'short', onFailure: 'undo', undo: unstage(s) } as const;
  const { commit, version, images } = to;
  if (to.strategy === 'adopted' || commit === null) {
    const rollback = { note, migration: facts.migration, from: to.release, secretsOf };
    return [
      {
        id: 'stage',
        title: `Make release ${s.release} of what was kept as release ${to.release}${withSecrets}`,
        call: {
          run: 'adoptRelease',
          args: { release: s.release, commit, version, secrets: app.secrets, images, rollback },
        },
        ...shared,
      },
    ];
  }
  return [
    {
      id: 'stage',
      title: `Check out ${short(commit)} of release ${to.release} as release ${s.release}${withSecrets}`,
      call: {
        run: 'stageRelease',
        args: {
          release: s.release,
          commit,
          version,
          migration: facts.migration,
          secrets: app.secrets,
          secretsOf,
          rollback: note,
        },
      },
      ...shared,
    },
    imagesStep(facts, s, strategy, commit),
  ];
}

/** Images of what holds data are not gone back to: those run on. */
export const keptImages = (
  to: KeptRelease,
  gone: string[],
  dataServices: string[],
): [service: string, id: string][] =>
  Object.entries(to.images).filter(([service]) => !gone.includes(service) && !dataServices.includes(service));

function imagesStep(
  { app, to, gone }: RollbackFacts,
  s: DeploySituation,
  strategy: Strategy,
  commit: string,
): Step {
  const kept = Object.fromEntries(keptImages(to, gone, s.dataServices));
  const again = gone.length > 0 ? `Build or pull ${gone.join(', ')} of ${short(commit)} again` : '';
  const take = Object.keys(kept).length > 0 ? `ake the kept images of release ${to.release}` : '';
  return {
    id: 'build',
    title: again && take ? `${again}, t${take}` : again || `T${take}`,
    call: {
      run: 'buildImages',
      args: {
        release: s.release,
        strategy,
        slot: slotFor(s, strategy),
        service: app.service,
        dataServices: s.dataServices,
        kept,
        asked: s.probe.ask === 'nothing' ? undefined : true,
      },
    },
    retry: 'long',
    limit: (2 * HOUR) / 1000,
    onFailure: 'undo',
  };
}

/** Comes after the dump of the present data, which is what its undo puts back. */
export function restoreStep(
  { of, takenAt, files = [], withoutDatabase }: NonNullable<RollbackFacts['dump']>,
  app: AppConfig,
  dataServices: string[],
): RestoreStep | null {
  const postgres = withoutDatabase ? undefined : app.data.postgres;
  if (!postgres && files.length === 0) return null;
  const into = files.map(sourceName);
  if (postgres) into.unshift(postgres.database);
  return {
    id: 'restore',
    title: `Put the dump of release ${of} back into ${into.join(', ')} (from ${takenAt})`,
    call: {
      run: 'restoreData',
      args: {
        release: of,
        postgres,
        files: files.length > 0 ? files : undefined,
        dataServices,
      },
    },
    retry: 'long',
    limit: (4 * HOUR) / 1000,
    onFailure: 'undo',
  };
}
