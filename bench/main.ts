/** `npm run bench -- NAME [--json]`: speed and memory, as ratios measured in one run. */
import { backupBench } from './backup';
import { deployBench } from './deploy';
import { pushBench } from './push';
import { recoverBench } from './recover';
import { restoreBench } from './restore';
import type { Bench } from './types';
import { webhookBench } from './webhook';

const benches: Record<string, Bench> = {
  backup: backupBench,
  deploy: deployBench,
  push: pushBench,
  recover: recoverBench,
  restore: restoreBench,
  webhook: webhookBench,
};

async function main(): Promise<void> {
  const [name = '', ...flags] = process.argv.slice(2);
  const bench = benches[name];
  if (!bench) throw new Error(`Name a bench: ${Object.keys(benches).join(', ')}`);
  const asJson = flags.includes('--json');
  const started = Date.now();
  const say = (text: string): void =>
    console.error(`[${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s] ${text}`);
  const result = await bench(say, flags);
  if (!asJson) console.log(result.table);
  console.log(JSON.stringify({ bench: name, ratios: result.ratios, figures: result.figures }));
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
