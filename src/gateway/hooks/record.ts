import { answers, type Answered, type Reason } from './answers';

type Facts = Omit<Answered, 'at' | 'result' | 'reason' | 'status'>;

/** The facts of a request that did not become one for Node. */
export const unknownFacts: Facts = {
  from: 'unknown',
  path: null,
  delivery: null,
  event: null,
  apps: [],
  repository: null,
  commit: null,
  ms: 0,
};

export function answered(reason: Reason, facts: Facts): Answered {
  const { status, result } = answers[reason];
  return { at: new Date().toISOString(), ...facts, result, reason, status };
}
