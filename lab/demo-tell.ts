/** What the demos have in common: how they speak, and who reads it. */
import type { RoostCall, RoostCli } from './roost';

const flags = new Set(process.argv.slice(2));
export const asJson = flags.has('--json');
export const keep = flags.has('--keep');
export const started = Date.now();

/** To stderr: with --json the last line of stdout is the result. */
export const say = (text: string): void =>
  console.error(`[${String(Math.round((Date.now() - started) / 1000)).padStart(3)} s] ${text}`);

export function told({ code, stdout, stderr }: RoostCall): void {
  if (code !== 0) throw new Error(stderr || stdout);
  say(stdout.trim().split('\n').join('\n        '));
}

/** Runs a verb on the terminal, as a user sees it, or silently for a program; throws where it fails. */
export async function verb(roost: RoostCli, args: string[]): Promise<void> {
  say(`$ roost ${args.join(' ')}`);
  const { code, stderr, stdout } = await roost.run(args, { watch: !asJson });
  if (code !== 0) throw new Error(`roost ${args[0]} ended with ${code}\n${stderr || stdout}`);
}
