/** What demos have in common: a lab and a roost of their own, cleared away at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../src/tools';
import { keep, say } from './demo-tell';
import { clearedAfter } from './interrupt';
import { roostCli, type RoostCli } from './roost';
import { availability, labDown, labList, labUp, resetHost, type Lab } from '.';

export interface Demo {
  roost: RoostCli;
  /** Where roost reads its fleet file; it is not there yet. */
  fleetFile: string;
  /** A lab of one host, which holds nothing. */
  lab(): Promise<Lab>;
  interrupted: AbortSignal;
}

/** Runs `prepare`, then `tell`: with --keep all stays from then on. Ends the process with 1 where one of them fails. */
export function runDemo<T>(
  name: string,
  prepare: (demo: Demo) => Promise<T>,
  tell: (demo: Demo, prepared: T) => Promise<void>,
): void {
  run(name, prepare, tell).catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
  });
}

async function run<T>(
  name: string,
  prepare: (demo: Demo) => Promise<T>,
  tell: (demo: Demo, prepared: T) => Promise<void>,
): Promise<void> {
  const can = availability();
  if (!can.ok) throw new Error(`The demo needs disposable hosts: ${can.reason}`);
  for (const tool of ['temporal', 'sops'] as const) await findTool(tool, { log: say });
  const kept = (await labList()).includes(name);
  const state = mkdtempSync(join(tmpdir(), 'roost-demo-'));
  const fleetFile = join(state, 'fleet.yaml');
  const roost = roostCli(state, fleetFile);
  let over = false;
  const clear = async (): Promise<void> => {
    if (keep && over) {
      say(
        `Kept: XDG_STATE_HOME=${state} ROOST_FLEET=${fleetFile} ./roost status; take it down with \`./roost down\` and \`npm run lab -- down --name ${name}\``,
      );
      return;
    }
    // A lab that is still coming up is waited for: it holds its own lock.
    await Promise.all([roost.run(['down']), labDown(name, say)]);
    rmSync(state, { recursive: true, force: true });
    say('Everything is down; images and tools are kept in the cache for the next run');
  };
  await clearedAfter(
    async (interrupted) => {
      const lab = async (): Promise<Lab> => {
        const made = await labUp({ name, hosts: 1, log: say });
        interrupted.throwIfAborted();
        if (kept) await resetHost(made.hosts[0]!);
        return made;
      };
      const demo: Demo = { roost, fleetFile, lab, interrupted };
      const prepared = await prepare(demo);
      try {
        await tell(demo, prepared);
      } finally {
        over = true;
      }
    },
    clear,
    say,
  );
}
