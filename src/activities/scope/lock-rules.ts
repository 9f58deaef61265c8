/** How the runs of each kind hold the lock. */
import type { PlannedFleet } from '../../fleet/file';
import type { PlanKind } from '../../protocol/plan-kinds';

interface LockRule {
  /** ms for which it is waited for. */
  wait(fleet: PlannedFleet): number;
  /** With the lock, the one-off containers of the operation end. */
  endsOneOffs: boolean;
  /** Goes by the last fleet file that was valid. */
  lastFleet: boolean;
}

const release: LockRule = { wait: ({ lock }) => lock.wait, endsOneOffs: true, lastFleet: false };

export const lockRules = {
  deploy: release,
  rollback: release,
  backup: {
    // A limit of its own: the nightly backup of all apps waits for it.
    wait: ({ backup, lock }) => backup?.lockWait ?? lock.wait,
    // Docker answers slowly, and a backup leaves one only where its copy of
    // a volume was killed: for the next lock.
    endsOneOffs: false,
    lastFleet: true,
  },
  restore: { ...release, lastFleet: true },
  drill: { ...release, lastFleet: true },
  archive: release,
  // Deploys and restores have the locks of the apps.
  recover: { ...release, endsOneOffs: false },
  move: { ...release, endsOneOffs: false },
  // Only apps run one-off containers.
  hostFacts: { ...release, endsOneOffs: false },
  provision: { ...release, endsOneOffs: false },
  patch: { ...release, endsOneOffs: false },
  cloudflareApply: { ...release, endsOneOffs: false },
  cloudflareAdopt: { ...release, endsOneOffs: false },
  cloudflareRotate: { ...release, endsOneOffs: false },
  rotate: { ...release, endsOneOffs: false },
  rehearse: { ...release, endsOneOffs: false, lastFleet: true },
} satisfies Record<PlanKind, LockRule>;
