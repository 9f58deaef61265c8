/** Plans another SSH key of the control host: pure. */
import { onlyIf } from '../../lib/only-if';
import { sentences } from '../../lib/sentences';
import type { RotationPlan } from '../../protocol/plan';
import type { Step } from '../../protocol/steps/step';
import { rotationPlan, type Made } from './plan';

export interface SshKeyFacts {
  /** On the control host. */
  file: string;
  /**
   * How far a rotation before this one came: `made`, the new key is beside it; `used`, connections use it.
   */
  phase: 'none' | 'made' | 'used';
  /** Those that are reached by it. */
  hosts: string[];
  /** Those that are reached by another key, or by an agent. */
  others: string[];
}

export function planSshKey({ file, phase, hosts, others }: SshKeyFacts, made: Made): RotationPlan {
  const share = hosts.map((host) =>
    step(`share-${host}`, `Let the new key in on ${host} too, and prove it by a new connection`, {
      run: 'shareSshKey',
      args: { file, host },
    }),
  );
  const narrow = hosts.map((host) =>
    step(`narrow-${host}`, `Take the former key away from ${host}, and prove that only the new one opens`, {
      run: 'narrowSshKey',
      args: { file, host },
    }),
  );
  return rotationPlan(made, {
    steps: [
      step('make', 'Make the new key, beside the present one', { run: 'makeSshKey', args: { file, hosts } }),
      ...(phase === 'used' ? [] : share),
      ...onlyIf(
        phase !== 'used',
        step('use', 'Use the new key for every connection', { run: 'useSshKey', args: { file, hosts } }),
      ),
      ...narrow,
      step('retire', 'Forget the former key, if no host needs it any more', {
        run: 'retireSshKey',
        args: { file, hosts },
      }),
    ],
    warnings: [
      ...onlyIf(others.length > 0, `Not by this key, so not concerned: ${others.join(', ')}`),
      ...onlyIf(
        phase !== 'none',
        'It goes on with the new key of a rotation that did not end; hosts that have it stay as they are',
      ),
      sentences(
        'A host that does not answer keeps the former key,',
        'by which it is still reached; run the command again when it does',
      ),
    ],
    rotation: {
      what: 'ssh-key',
      summary: `another SSH key in place of ${file}`,
      pairs: [
        ['key', file],
        ['hosts', hosts.join(', ')],
      ],
    },
  });
}

/** Connecting to a host that is away takes its time; more than one address is tried. */
const step = (id: string, title: string, call: Step['call']): Step => ({
  id,
  title,
  call,
  retry: 'short',
  // Without an undo: what is done stays done.
  onFailure: 'undo',
  limit: 300,
});
