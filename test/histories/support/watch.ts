/** In the sandbox: passes every command that the code gives during a replay to the test. */
import {
  proxySinks,
  type ConcludeActivationInput,
  type Sinks,
  type WorkflowInterceptors,
} from '@temporalio/workflow';
import type { Command } from './commands';

export interface Watch extends Sinks {
  watch: { commands(given: Command[]): void };
}

export const interceptors = (): WorkflowInterceptors => {
  const { watch } = proxySinks<Watch>();
  return {
    internals: [
      {
        concludeActivation(input: ConcludeActivationInput, next) {
          const output = next(input);
          if (output.commands.length > 0) watch.commands(output.commands as Command[]);
          return output;
        },
      },
    ],
  };
};
