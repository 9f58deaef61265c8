/** All activities, made from their dependencies. Composed only in `src/workers`. */
import { readGround } from '../host/uptime';
import type { Activities } from '../protocol/activities';
import type { UnlockedKind } from '../protocol/backup-steps';
import type { ArgsOf, StepKind } from '../protocol/step';
import type { StepActivities, StepContext, UnlockedContext } from '../protocol/step-activities';
import { activity, timed, type About } from './activity';
import { acquireLock, releaseLock } from './app/lock';
import { onGround } from './app/restarts';
import { learnSecrets } from './app/secrets';
import { controlSite, siteOf, stepSite, type ControlSite, type StepSite } from './app/site';
import { isBegun, markBegun } from './app/step-marks';
import { backupControl } from './backup/night/control';
import { planNight, recordNight } from './backup/night/night';
import { checkRepository, copyRepository, forgetSnapshots } from './backup/night/repository-maintenance';
import { proveSnapshots } from './backup/night/verify-snapshots';
import { planBackup } from './backup/plan';
import { dropCopies, takeCopy } from './backup/steps/copies';
import { pullCopies } from './backup/steps/pull';
import { recordBackup } from './backup/steps/record';
import { snapshotCopies } from './backup/steps/snapshot';
import type { Deps } from './deps';
import { listReleases } from './release/facts/images';
import { headComparison } from './release/heads';
import { planDeploy, planRollback } from './release/plan';
import { adoptRelease } from './release/steps/adopt';
import { buildImages } from './release/steps/build';
import { commitRelease } from './release/steps/commit';
import { dumpData, restoreData } from './release/steps/data';
import { discardReleases } from './release/steps/discard';
import { setMaintenance } from './release/steps/maintenance';
import { runScript } from './release/steps/script';
import { removeSlot, startSlot, switchSlot } from './release/steps/slots';
import { stageRelease } from './release/steps/stage';
import { startRelease } from './release/steps/start';
import { stopServices } from './release/steps/stop';
import { verifyRelease } from './release/steps/verify';
import { pingNight } from './reports/ping';
import { reportRun } from './reports/report';
import { sendNotification } from './reports/run-end';
import { writeStatus } from './reports/status';

/** What a step does; it answers with a note for the checklist. */
type StepBody<K extends StepKind> = (site: StepSite, args: ArgsOf<K>) => Promise<string>;

/** And of one that holds no lock; it may have warnings. */
type UnlockedBody<K extends UnlockedKind> = (
  site: ControlSite,
  args: ArgsOf<K>,
) => Promise<string | { note: string; warnings: string[] }>;

const steps: { [K in Exclude<StepKind, UnlockedKind>]: StepBody<K> } = {
  adoptRelease,
  stageRelease,
  buildImages,
  setMaintenance,
  stopServices,
  dumpData,
  restoreData,
  runScript,
  startRelease,
  startSlot,
  switchSlot,
  removeSlot,
  verifyRelease,
  commitRelease,
  discardReleases,
  takeCopy,
  dropCopies,
};

const unlockedSteps: { [K in UnlockedKind]: UnlockedBody<K> } = { pullCopies, snapshotCopies, recordBackup };

const aboutStep = (
  _: unknown,
  { where: { app, host }, step, operation, direction }: UnlockedContext,
): About => ({ app, host, step, operation, direction });

/** Steps of backups that hold the lock. */
const ofBackups: StepKind[] = ['takeCopy', 'dropCopies'];

export function createActivities(deps: Deps): Activities {
  // A night goes on while somebody changes the fleet file.
  const steady: Deps = { ...deps, fleet: () => deps.lastFleet() };
  const step = <K extends StepKind>(body: StepBody<K>, kind: StepKind) =>
    activity(
      deps,
      async (args: ArgsOf<K>, context: StepContext) => {
        const { value, seconds } = await timed(async () => {
          const site = await stepSite(ofBackups.includes(kind) ? steady : deps, context);
          // A commit that is tried again finds its own release current, and has its own fence.
          const marks = context.direction === 'forward' && body !== steps.commitRelease;
          // Side by side: the app may be down meanwhile.
          const [ground] = await Promise.all([
            marks ? markBegun(site) : readGround(site.host),
            learnSecrets(site),
          ]);
          if (context.ifBegun && !(await isBegun(site))) return 'it had not begun';
          return onGround(site.host, ground, () => body(site, args));
        });
        return {
          seconds,
          ...(value ? { note: deps.redactor.of(context.where.host).scrub(value).slice(0, 500) } : {}),
        };
      },
      aboutStep,
    );
  const unlocked = <K extends UnlockedKind>(body: UnlockedBody<K>) =>
    activity(
      deps,
      async (args: ArgsOf<K>, context: UnlockedContext) => {
        const { value, seconds } = await timed(async () => body(await controlSite(steady, context), args));
        const { scrub } = deps.redactor.of(context.where.host);
        const { note, warnings } = typeof value === 'string' ? { note: value, warnings: [] } : value;
        return {
          seconds,
          note: scrub(note).slice(0, 500),
          ...(warnings.length > 0 && { warnings }),
        };
      },
      aboutStep,
    );
  const free = Object.fromEntries(
    Object.entries(unlockedSteps).map(([kind, body]) => [kind, unlocked(body as UnlockedBody<UnlockedKind>)]),
  );
  const bodies = Object.fromEntries(
    Object.entries(steps).map(([kind, body]) => [kind, step(body as StepBody<StepKind>, kind as StepKind)]),
  );
  return {
    ...({ ...bodies, ...free } as unknown as StepActivities),
    acquireLock: activity(
      deps,
      (request) => acquireLock(request.workflow === 'backup' ? steady : deps, request),
      ({ app }) => ({ app }),
    ),
    releaseLock: activity(
      deps,
      (lease, operation) => releaseLock(steady, lease, operation),
      ({ app }) => ({ app }),
    ),
    planDeploy: activity(
      deps,
      (request, lease) => planDeploy(deps, request, lease),
      ({ app }) => ({ app }),
    ),
    compareHeads: activity(deps, headComparison(deps)),
    writeStatus: activity(deps, (request) => writeStatus(deps, request)),
    reportRun: activity(deps, (report) => reportRun(deps, report)),
    sendNotification: activity(
      deps,
      (target, event) => sendNotification(deps, target, event),
      (_, { app }) => ({ app }),
    ),
    pingNight: activity(deps, (kind, text) => pingNight(deps, kind, text)),
    planRollback: activity(
      deps,
      (request, lease) => planRollback(deps, request, lease),
      ({ app }) => ({ app }),
    ),
    planNight: activity(deps, (request) => planNight(deps, request)),
    backupControl: activity(deps, () => backupControl(steady)),
    forgetSnapshots: activity(deps, (apps) => forgetSnapshots(steady, apps)),
    checkRepository: activity(deps, () => checkRepository(steady)),
    copyRepository: activity(deps, (apps) => copyRepository(steady, apps)),
    proveSnapshots: activity(deps, (apps) => proveSnapshots(steady, apps)),
    recordNight: activity(deps, (night) => recordNight(steady, night)),
    planBackup: activity(
      deps,
      (request, lease) => planBackup(steady, request, lease),
      ({ app }) => ({ app }),
    ),
    listReleases: activity(deps, async (app) => listReleases(await siteOf(deps, app))),
  };
}
