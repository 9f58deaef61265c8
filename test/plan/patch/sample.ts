import { planPatch, type PatchFacts, type PatchOptions } from '../../../src/plan/patch/plan';
import type { PatchPlan } from '../../../src/protocol/plan';

const facts: PatchFacts = {
  upgrades: [
    { name: 'libssl3', from: '3.0.15-1', to: '3.0.16-1' },
    { name: 'linux-image-6.12.9-amd64', from: null, to: '6.12.9-1' },
  ],
  kept: [],
  reboot: null,
  stale: false,
  control: false,
  apps: [{ app: 'phone', directory: '/srv/apps/phone' }],
};

/** Of the host `box`. */
export const patchPlan = (
  changes: Partial<PatchFacts> = {},
  options: Partial<PatchOptions> = { reboot: 'needed' },
  host = 'box',
): PatchPlan =>
  planPatch(
    { ...facts, ...changes },
    {
      scope: { kind: 'host', host, directory: '/root/.local/state/roost/host' },
      operation: 'c0ffee0001',
      decideWait: 60_000,
      lockWait: 1_800_000,
      ...options,
    },
  );
