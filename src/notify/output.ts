import type { RunEvent } from '../protocol/reports/notification';

/**
 * The event with the first line of its failure only, which names the problem. The other lines come from
 * containers and builds.
 */
export function withoutOutput(event: RunEvent): RunEvent {
  const { failure } = event;
  if (!failure) return event;
  const [first = '', ...output] = failure.message.trim().split('\n');
  if (output.length === 0) return event;
  return {
    ...event,
    failure: { ...failure, message: `${first.replace(/:$/, '')} (see the run for its output)` },
  };
}
