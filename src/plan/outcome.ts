/** The outcome of a run in one sentence, by its kind. Pure. */
import { sentences } from '../lib/sentences';
import { plural } from '../lib/units';
import type { Plan, ReleasePlan } from '../protocol/plan';
import { runKindOf, type RunKind } from '../protocol/plan-kinds';
import type { Outcome, RunResult } from '../protocol/run';
import { releaseName } from './release-name';

/** A run that has ended, as `roost show` prints it. */
interface RunView {
  workflow: string;
  app: string | null;
  /** As Temporal has it: `completed`, `terminated`. */
  status: string;
  outcome: Outcome | null;
  result: Pick<RunResult, 'plan' | 'steps'> | null;
}

/** `none`: Temporal ended the run, so that it has no outcome of its own. */
type Sentences = Record<Outcome | 'none', string>;

const stoppedHalfway =
  'stopped halfway; what is marked as done stays done, and a further run goes on from there';

const rotationStopped =
  'stopped halfway; the token in secrets.file is in use, and a new one that was not stored is removed';

const keyRotationStopped = 'stopped halfway; everything can be read, and the same command goes on from there';

const endings: Record<RunKind, (view: RunView) => Sentences> = {
  deploy: releaseOutcomes,
  rollback: releaseOutcomes,
  backup: ({ status }) => ({
    none: status,
    succeeded: 'the data are in the repository',
    unchanged: 'there is nothing to back up',
    undone: 'no snapshot was made; what it had copied is removed',
    cancelled: 'cancelled; no snapshot was made',
    refused: 'refused; nothing was copied',
    failed: 'no good backup was made; the newest snapshot is an older one',
  }),
  restore: restoreOutcomes,
  provision: ({ status, result }) => ({
    none: status,
    succeeded: 'the host is what the fleet file says',
    unchanged: `0 changes: the host is what the fleet file says${provisioned(result?.plan)}`,
    undone: stoppedHalfway,
    cancelled: `cancelled; ${stoppedHalfway}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'failed before it changed anything',
  }),
  patch: ({ status }) => ({
    none: `${status}; ${stoppedHalfway}`,
    succeeded: 'the packages are upgraded, and all that ran before runs',
    unchanged: 'nothing to do: there is nothing to upgrade',
    undone: stoppedHalfway,
    cancelled: `cancelled; ${stoppedHalfway}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'failed; `roost status` shows how its apps are',
  }),
  patchHosts: ({ status }) => ({
    none: status,
    succeeded: 'all hosts are upgraded, and all that ran before runs',
    unchanged: 'there is nothing to do',
    undone: stoppedHalfway,
    cancelled: `cancelled; ${stoppedHalfway}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'stopped at the first host that was not well; hosts marked as done are upgraded',
  }),
  cloudflareApply: ({ status }) => ({
    none: status,
    succeeded: 'Cloudflare is as the fleet file wants it',
    unchanged: 'nothing to do: Cloudflare is as the fleet file wants it',
    undone: stoppedHalfway,
    cancelled: `cancelled; ${stoppedHalfway}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'failed before it changed anything',
  }),
  cloudflareRotate: ({ status }) => ({
    none: status,
    succeeded: 'the new token is in use; the former one is removed',
    unchanged: 'there is nothing to do',
    undone: rotationStopped,
    cancelled: `cancelled; ${rotationStopped}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'failed; `roost show RUN` says how far it came',
  }),
  rotate: ({ status }) => ({
    none: status,
    succeeded: 'done as planned; each note above says what is left to do by hand',
    unchanged: 'there is nothing to do',
    undone: keyRotationStopped,
    cancelled: `cancelled; ${keyRotationStopped}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'failed; `roost show RUN` says how far it came',
  }),
  rehearse: ({ status }) => ({
    none: `${status}; the next rehearsal removes what is left of it`,
    succeeded: 'the recovery is proven as far as it can be rehearsed; nothing was changed',
    unchanged: 'there is nothing to rehearse',
    undone: 'the recovery is NOT proven; all of the rehearsal is removed',
    cancelled: 'cancelled; all of the rehearsal is removed',
    refused: 'refused; nothing was done',
    failed: 'the recovery is NOT proven; the next rehearsal removes what is left of this one',
  }),
  rehearsals: ({ status }) => ({
    none: `${status}; \`roost drill report\` shows what was rehearsed`,
    succeeded: 'all of these recoveries are proven as far as they can be rehearsed',
    unchanged: 'the fleet file has the needs of no rehearsal',
    undone: 'undone',
    cancelled: 'cancelled; what had begun is removed',
    refused: 'refused; nothing was done',
    failed: 'some recoveries are NOT proven (`roost drill report`)',
  }),
  cloudflareAdopt: ({ status }) => ({
    none: status,
    succeeded: "what is marked as done is roost's now; `roost cloudflare plan` shows what differs",
    unchanged: 'nothing to do: there is nothing to mark',
    undone: stoppedHalfway,
    cancelled: `cancelled; ${stoppedHalfway}`,
    refused: 'refused; what is marked as done stays done',
    failed: 'failed before it changed anything',
  }),
  drill: ({ status }) => ({
    none: status,
    succeeded: 'the restore is proven; all of the drill is removed',
    unchanged: 'there is nothing to prove',
    undone: 'the restore is NOT proven; all of the drill is removed',
    cancelled: 'cancelled; all of the drill is removed',
    refused: 'refused; nothing was changed',
    failed: 'the restore is NOT proven; see above what is left of the drill',
  }),
  recover: ({ status }) => ({
    none: `${status}; \`roost recover HOST\` goes on`,
    succeeded: 'the apps marked as open serve',
    unchanged: 'nothing to do: every app of the host is there',
    undone: `${stoppedHalfway}: \`roost recover HOST\``,
    cancelled: `cancelled; ${stoppedHalfway}`,
    refused: 'refused; what is marked as done stays done',
    failed: `${stoppedHalfway}: \`roost recover HOST\``,
  }),
  move: ({ status, result, app }) => {
    const move = result?.plan?.kind === 'move' ? result.plan.move : null;
    const { from = 'the one host', to = 'the other', way = 'move' } = move ?? {};
    const see = `see \`roost status ${app ?? ''}\``;
    return {
      none: `${status}; ${see}`,
      succeeded:
        way === 'confirm'
          ? `the way back to ${to} is ended; its data stay there`
          : sentences(
              `it serves on ${to}; on ${from} it is stopped,`,
              `and its data are kept (\`roost move ${app ?? 'APP'} --undo\`)`,
            ),
      unchanged: `nothing to do: it serves on ${to}`,
      undone: `undone; it serves on ${from} as before`,
      cancelled: `cancelled and undone; it serves on ${from} as before`,
      refused: 'refused; nothing was changed',
      failed: result && !move ? 'failed before it changed anything' : `failed and NOT undone; ${see}`,
    };
  },
  archive: ({ status, result, app }) => {
    const undo = result?.plan?.kind === 'archive' && result.plan.archive.undo;
    const see = `see \`roost status ${app ?? ''}\``;
    return {
      none: `${status}; ${see}`,
      succeeded: undo
        ? 'it is in service again'
        : 'it is out of service; its data are kept, and backed up for good',
      unchanged: undo ? 'there is nothing to start' : 'nothing of it runs, and there is nothing to back up',
      undone: 'undone; it is as it was before',
      cancelled: 'cancelled and undone; it is as it was before',
      refused: 'refused; nothing was changed',
      failed: result && !result.plan ? 'failed before it changed anything' : `failed and NOT undone; ${see}`,
    };
  },
  hostFacts: ({ status }) => ({
    none: status,
    succeeded: 'the facts of the host were read',
    unchanged: 'there is nothing to read',
    undone: 'the facts of the host were not read; nothing was changed',
    cancelled: 'cancelled; nothing was changed',
    refused: 'refused; nothing was changed',
    failed: 'the facts of the host were not read; nothing was changed',
  }),
  nightlyBackup: nightOutcomes,
  restoreApps: ({ status }) => ({
    none: status,
    succeeded: 'the data of all these apps are restored',
    unchanged: 'there is nothing to restore',
    undone: 'some apps are NOT restored; each of them is as it was before',
    cancelled: 'cancelled; apps that are marked as done are restored, the others are as they were',
    refused: 'refused; nothing was changed',
    failed: 'some apps are NOT restored; their own runs say what they are now (`roost runs`)',
  }),
  nightlyDrill: ({ status }) => ({
    none: `${status}; \`roost backup status\` shows the last proven restores`,
    succeeded: 'the restores of all these apps are proven',
    unchanged: 'no app is due',
    undone: 'undone',
    cancelled: 'cancelled; the drills that had begun are removed',
    refused: 'refused; nothing was changed',
    failed: 'some restores are NOT proven (`roost backup status`)',
  }),
};

const provisioned = (plan: Plan | null | undefined): string =>
  plan?.kind === 'provision' ? ` (${plural(plan.provision.same, 'resource')})` : '';

export function outcomeText(view: RunView): string {
  const kind = runKindOf(view.workflow);
  if (kind) return endings[kind](view)[view.outcome ?? 'none'];
  return view.status === 'completed' ? 'done' : view.status;
}

function releaseOutcomes({ result, app, status }: RunView): Sentences {
  const plan = releaseOf(result?.plan);
  const former = plan
    ? plan.from
      ? `; ${releaseName(plan.from)} serves as before`
      : '; nothing serves, as before'
    : '';
  const see = `see \`roost status ${app ?? ''}\``;
  return {
    none: `${status}; ${see}`,
    succeeded: plan ? `${releaseName({ ...plan.to, release: plan.release })} serves` : 'done',
    unchanged: 'nothing to do: this commit serves already (--again deploys it all the same)',
    undone: `undone${former}`,
    cancelled: `cancelled and undone${former}`,
    refused: 'refused; nothing was changed',
    // Without a plan there was nothing to undo.
    failed: result && !plan ? 'failed before it changed anything' : `failed and NOT undone; ${see}`,
  };
}

function restoreOutcomes({ result, app, status }: RunView): Sentences {
  const plan = result?.plan?.kind === 'restore' ? result.plan : null;
  const see = `see \`roost status ${app ?? ''}\``;
  const of = plan ? ` of snapshot ${plan.restore.snapshot.id.slice(0, 8)}` : '';
  return {
    none: `${status}; ${see}`,
    succeeded: plan?.restore.undoes
      ? 'the restore is undone; the data from before it are live'
      : plan?.restore.into === 'scratch'
        ? `the data${of} lie beside the live ones`
        : `the data${of} are live`,
    unchanged: 'there is nothing to restore',
    undone: 'undone; the data are as they were before',
    cancelled: 'cancelled and undone; the data are as they were before',
    refused: 'refused; nothing was changed',
    failed: result && !plan ? 'failed before it changed anything' : `failed and NOT undone; ${see}`,
  };
}

const releaseOf = (plan: Plan | null | undefined): ReleasePlan | null =>
  plan?.kind === 'deploy' || plan?.kind === 'rollback' ? plan : null;

/** Each app has its own outcome: the failure of one undoes no other. */
function nightOutcomes({ result, status }: RunView): Sentences {
  const skipped = result?.steps.some(({ state }) => state === 'skipped') ?? false;
  const rest = 'the data of the apps marked as done are in the repository (`roost backup status`)';
  return {
    none: `${status}; ${rest}`,
    succeeded: skipped
      ? 'the data of the apps marked as done are in the repository; the skipped apps had nothing to back up'
      : 'the data of all these apps are in the repository',
    unchanged: `unchanged; ${rest}`,
    undone: `undone; ${rest}`,
    failed: `failed; ${rest}`,
    cancelled: `cancelled; ${rest}`,
    refused: `refused; ${rest}`,
  };
}
