import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { Worker, type InjectedSinks, type WorkflowBundle } from '@temporalio/worker';
import { ofCommand, ofEvent, type Asked, type Command } from './commands';
import type { Watch } from './watch';

const advice = `A run in flight would meet this change in its middle. What to do:
- Changed by mistake: take it back.
- Meant: keep the old way for runs that began with it, behind patched('what-changed') of @temporalio/workflow; then this passes again.
- No run that is in flight can meet it, or the new input is as good as the old one for every activity that reads it: npm run histories, and say so in the commit.
See "Changing the engine" in ARCHITECTURE.md.`;

/** Replays a recorded run with the given code. Throws when it would do anything else than what was done. */
export async function replay(workflowBundle: WorkflowBundle, json: unknown): Promise<Asked[]> {
  const history = historyFromJSON(json);
  const commands: Command[] = [];
  // Only collected: what is thrown in here nobody hears.
  const sinks: InjectedSinks<Watch> = {
    watch: { commands: { fn: (_info, given) => void commands.push(...given), callDuringReplay: true } },
  };
  const id = history.events?.[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? undefined;
  try {
    await Worker.runReplayHistory({ workflowBundle, sinks }, history, id);
  } catch (error) {
    throw new Error(
      `The code does other things, or in another order, than the recorded run:\n${(error as Error).message}\n\n${advice}`,
      { cause: error },
    );
  }
  const given = commands.flatMap(ofCommand);
  const recorded = (history.events ?? []).flatMap(ofEvent);
  const at = recorded.findIndex((asked, index) => textOf(asked) !== textOf(given[index]));
  if (at >= 0) {
    throw new Error(
      `The code gives other input than the recorded run:\n${difference(recorded[at]!, given[at])}\n\n${advice}`,
    );
  }
  return recorded;
}

const difference = (was: Asked, is: Asked | undefined) =>
  `recorded: ${textOf(was)}\nnow:      ${is ? textOf(is) : 'nothing'}`;

/** Equal for what may differ freely: the order of keys, and hints, which people read and programs do not. */
const textOf = (asked: Asked | undefined) => JSON.stringify(asked, compared);

function compared(key: string, value: unknown): unknown {
  if (key === 'hint') return undefined;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
