import type { ReleasePlan } from '../../src/protocol/plan';
import type { Step } from '../../src/protocol/steps/step';

/** A step that can be undone. What it does is the fake's business; the kind only picks the activity. */
export function step(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    title: `Do ${id}`,
    call: { run: 'setMaintenance', args: { on: true } },
    undo: { title: `Take back ${id}`, call: { run: 'setMaintenance', args: { on: false } } },
    retry: 'short',
    onFailure: 'undo',
    ...more,
  };
}

export const commit = (): Step =>
  step('commit', { call: { run: 'commitRelease', args: { release: 6 } }, undo: undefined, commits: true });

/** Release 5 serves, release 6 is to come. */
export function planOf(steps: Step[], more: Partial<ReleasePlan> = {}): ReleasePlan {
  return {
    format: 1,
    kind: 'deploy',
    operation: 'c0ffee',
    hash: '0123456789abcdef',
    scope: {
      kind: 'app',
      app: 'shop',
      host: 'web1',
      directory: '/srv/shop',
      source: '.',
      project: 'shop',
      compose: ['compose.yaml'],
    },
    expects: 5,
    release: 6,
    from: { release: 5, commit: 'a'.repeat(40), version: '1.2' },
    to: { commit: 'b'.repeat(40), version: '1.3', subject: 'Sell more' },
    strategy: 'recreate',
    because: [],
    migration: 'none',
    commits: [],
    commitCount: 0,
    warnings: [],
    steps,
    decideWait: 60_000,
    ...more,
  };
}
