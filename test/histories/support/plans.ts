/** Plans of the real planner, on the facts of its own tests. */
import { planArchive } from '../../../src/plan/archive/archive';
import { planBackup } from '../../../src/plan/backup/backup';
import type { BackupFacts } from '../../../src/plan/backup/facts';
import { planDrill } from '../../../src/plan/drill/drill';
import { planMove } from '../../../src/plan/move/move';
import { planRecover } from '../../../src/plan/recover/recover';
import { planDeploy } from '../../../src/plan/release/deploy';
import type { DeployFacts, RollbackFacts } from '../../../src/plan/release/facts';
import { planRollback, type RollbackOptions } from '../../../src/plan/release/rollback/rollback';
import { planRestore } from '../../../src/plan/restore/restore';
import type {
  ArchivePlan,
  BackupPlan,
  DrillPlan,
  MovePlan,
  ReleasePlan,
  RestorePlan,
  RecoverPlan,
} from '../../../src/protocol/plan';
import { archiveFacts } from '../../plan/archive/facts';
import { backupFacts } from '../../plan/backup/backup-facts';
import { drillWorld } from '../../plan/drill/world';
import { moveFacts } from '../../plan/move/facts';
import { app, facts, host } from '../../plan/release/facts';
import { dump, rollbackFacts } from '../../plan/release/rollback/facts';
import { world } from '../../plan/restore/world';

const decideWait = 30 * 60_000;

export const rolling = (change: Partial<DeployFacts> = {}): ReleasePlan =>
  planDeploy(facts(change), {}, 'c0ffee0001', decideWait);

export const recreate = (change: Partial<DeployFacts> = {}): ReleasePlan =>
  planDeploy(facts(change), { strategy: 'recreate' }, 'c0ffee0001', decideWait);

/** With a dump, and steps that ask. */
export const breaking = (wait = decideWait): ReleasePlan => ({
  ...recreate({ migration: 'breaking' }),
  decideWait: wait,
});

/** Release 4 serves already. */
export const unchanged = (): ReleasePlan =>
  planDeploy(facts({ relation: 'same', commits: [], commitCount: 0 }), {}, 'c0ffee0001', decideWait);

/** Runs by other means than roost. */
export const adoption = (): ReleasePlan =>
  recreate({ app, host, serving: null, releases: [], relation: 'ahead' });

export const rollback = (change: Partial<RollbackFacts> = {}, options: RollbackOptions = {}): ReleasePlan =>
  planRollback(rollbackFacts(change), options, 'c0ffee0001', decideWait);

/** The data go back too. */
export const restoring = (): ReleasePlan => rollback({ migration: 'breaking', dump }, { restoreData: true });

export const backup = (change: Partial<BackupFacts> = {}): BackupPlan =>
  planBackup(backupFacts(change), 'c0ffee0001', decideWait);

export const archive = (): ArchivePlan => planArchive(archiveFacts(), backup(), 'c0ffee0001', decideWait);

export const move = (): MovePlan => planMove(moveFacts(), backup(), 'c0ffee0001', decideWait);

export const recovery = (): RecoverPlan =>
  planRecover(
    {
      scope: { kind: 'host', host: host.name, directory: '/home/deploy/.local/state/roost/host' },
      host,
      apps: [
        {
          app,
          there: 'nothing',
          snapshot: { id: 'abcdef01', time: '2026-01-01T03:00:00Z', commit: null, proven: true },
          newer: null,
        },
      ],
      cloudflare: false,
    },
    'c0ffee0001',
    decideWait,
  );

export const drill = (): DrillPlan => planDrill(drillWorld(), 'c0ffee0001', decideWait);

export const restore = (): RestorePlan => planRestore(world(), 'c0ffee0001', decideWait);
