import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../../../command/context';
import type { Reply } from '../../../command/reply';

/** Until Ctrl-C. Nothing that it does comes to the hosts: no worker takes its runs. */
export async function history(context: Context): Promise<Reply> {
  const { openFormer } = await import('../../../../services/former');
  const { screen, env } = context;
  const former = await openFormer(env, (line) => screen.note(line));
  const { address, ui } = former;
  try {
    screen.note(
      `The former Temporal, for reading: ${ui}`,
      `  by commands: TEMPORAL_ADDRESS=${address} roost runs`,
      '  Ctrl-C ends it.',
    );
    const signal = context.interruption();
    while (!signal.aborted) await sleep(60_000, undefined, { signal }).catch(() => {});
  } finally {
    await former.close();
  }
  return { json: { address, ui, ended: true }, lines: [] };
}
