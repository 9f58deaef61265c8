/** Plans another age key in place of the present one: pure. */
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import type { RotationPlan } from '../../protocol/plan';
import type { RotationStepArgs, SecretsRepository } from '../../protocol/steps/rotation';
import type { Step } from '../../protocol/steps/step';
import { rotationPlan, type Made } from './plan';

/** How far a file, or the farthest behind of several, is. */
export type Phase = 'unshared' | 'wide' | 'done';

export interface BranchFacts {
  in: SecretsRepository;
  phase: Phase;
  /** Files of sops, and `.sops.yaml` files. */
  files: number;
  /** Other files that name the former key. */
  mentions: string[];
}

export interface AgeKeyFacts {
  /** Of the key, on the control host. */
  file: string;
  /** Public keys: of those that go, and of the one that was made already. */
  former: string[];
  next: string | null;
  branches: BranchFacts[];
  /** The control plane's own file of secrets; null: this key does not open it. */
  control: { secrets: string; phase: Phase } | null;
}

export function planAgeKey(facts: AgeKeyFacts, made: Made): RotationPlan {
  const { file, former, next, branches, control } = facts;
  const files = branches.reduce((sum, one) => sum + one.files, control ? 1 : 0);
  return rotationPlan(made, {
    warnings: warningsOf(facts),
    steps: stepsOf(facts),
    rotation: {
      what: 'age-key',
      summary: `another age key in place of ${file}`,
      pairs: [
        ['former', former.join(', ') || 'none left'],
        ['new', next ?? 'made by the first step'],
        ['files', `${files} in ${branches.length} repositories`],
      ],
    },
  });
}

/** Whether somebody has to merge a branch before what follows may be done. */
const waits = ({ branches }: AgeKeyFacts, phase: Phase): boolean =>
  branches.some((one) => one.phase === phase && one.in.commit === 'branch');

function stepsOf(facts: AgeKeyFacts): Step[] {
  const { file, branches, control } = facts;
  const of = (phases: Phase[]) => branches.filter(({ phase }) => phases.includes(phase));
  const isIn = (phases: Phase[]) => control !== null && phases.includes(control.phase);
  const make: Step[] = [
    step('make', 'Make the new key, beside the present one', { run: 'makeAgeKey', args: { file } }),
  ];
  const share: Step[] = [
    ...of(['unshared']).map(({ in: where, files }) =>
      step(
        `share-${where.app}`,
        `Let the new key open the secrets of ${where.app} too`,
        {
          run: 'shareSecrets',
          args: { file, in: where },
        },
        files,
      ),
    ),
    ...(isIn(['unshared'])
      ? [
          step('share-control', `Let the new key open ${control!.secrets} too`, {
            run: 'shareControl',
            args: { file, secrets: control!.secrets },
          }),
        ]
      : []),
  ];
  if (waits(facts, 'unshared')) return [...make, ...share];
  const narrow: Step[] = [
    ...of(['unshared', 'wide']).map(({ in: where, files }) =>
      step(
        `narrow-${where.app}`,
        `Encrypt the secrets of ${where.app} only to the new key`,
        {
          run: 'narrowSecrets',
          args: { file, in: where },
        },
        files,
      ),
    ),
    ...(isIn(['unshared', 'wide'])
      ? [
          step('narrow-control', `Encrypt ${control!.secrets} only to the new key`, {
            run: 'narrowControl',
            args: { file, secrets: control!.secrets },
          }),
        ]
      : []),
  ];
  const prove = (former: RotationStepArgs['proveAgeKey']['former']): Step[] => [
    ...branches.map(({ in: where, files }) =>
      step(
        `${former === 'opens' ? 'prove' : 'verify'}-${where.app}`,
        former === 'opens'
          ? `Open the secrets of ${where.app} only with the new key`
          : `Open the secrets of ${where.app} with the new key, and not with the former`,
        { run: 'proveAgeKey', args: { file, in: where, former } },
        files,
      ),
    ),
    ...(control
      ? [
          step(
            `${former === 'opens' ? 'prove' : 'verify'}-control`,
            `Open ${control.secrets} with the new key${former === 'opens' ? ' alone' : ', and not with the former'}`,
            {
              run: 'proveControl',
              args: { file, secrets: control.secrets, former },
            },
          ),
        ]
      : []),
  ];
  const before = [...make, ...share, ...(narrow.length > 0 ? prove('opens') : []), ...narrow];
  if (waits(facts, 'wide')) return before;
  return [
    ...before,
    ...prove('fails'),
    step('retire', 'Take the former key out of the file of the key', { run: 'retireAgeKey', args: { file } }),
  ];
}

/** Seconds that a file may take in a step, which opens it up to three times. */
const PER_FILE = 3;

const step = (id: string, title: string, call: Step['call'], files = 0): Step => ({
  id,
  title,
  call,
  retry: 'short',
  // Without an undo: what is done stays done.
  onFailure: 'undo',
  limit: 300 + files * PER_FILE,
});

function warningsOf(facts: AgeKeyFacts): string[] {
  const { branches } = facts;
  const merge = waits(facts, 'unshared') || waits(facts, 'wide');
  return [
    ...branches.flatMap(({ in: { app, branch }, mentions }) =>
      mentions.map((path) => `${path} of ${app} names the former key on ${branch}; change it by hand`),
    ),
    ...onlyIf(merge, 'It ends with branches to be merged; then the same command goes on'),
    ...(branches.length > 0
      ? [
          sentences(
            'Other branches, old commits and old snapshots stay readable only with the former key:',
            'if it leaked, change the secrets too (roost secrets inventory)',
          ),
        ]
      : []),
  ];
}
