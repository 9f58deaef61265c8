import { planAgeKey, type AgeKeyFacts, type BranchFacts } from '../../../src/plan/rotation/age-key';
import type { RotationPlan } from '../../../src/protocol/plan';

export const branchOf = (app: string, more: Partial<BranchFacts> = {}): BranchFacts => ({
  in: {
    app,
    host: 'hornbill',
    directory: `/srv/apps/${app}`,
    repository: `git@git.example:sgos/${app}.git`,
    branch: 'main',
    files: [{ path: '.env.sops', format: 'dotenv' }],
    commit: 'direct',
  },
  phase: 'unshared',
  files: 1,
  mentions: [],
  ...more,
});

export const ageKeyFacts = (more: Partial<AgeKeyFacts> = {}): AgeKeyFacts => ({
  file: '/home/op/.config/sops/age/keys.txt',
  former: ['age1former'],
  next: null,
  branches: [branchOf('phone'), branchOf('wiki')],
  control: { secrets: '/etc/secrets.env.sops', phase: 'unshared' },
  ...more,
});

export const ageKeyPlan = (more: Partial<AgeKeyFacts> = {}): RotationPlan =>
  planAgeKey(ageKeyFacts(more), {
    scope: { kind: 'fleet', directory: '/var/lib/roost/fleet' },
    operation: '0a1b2c3d4e',
    decideWait: 1_800_000,
  });
