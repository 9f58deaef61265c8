/** `npm run test:cluster`: roost's way of running Temporal for good, as real processes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster } from './cluster';
import { scenarios } from './scenarios';

const begun = Date.now();
const say = (line: string) =>
  console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}`);

async function main(): Promise<void> {
  const cluster = await startCluster(say);
  const scratch = mkdtempSync(join(tmpdir(), 'roost-cluster-runs-'));
  try {
    for (const [title, scenario] of Object.entries(scenarios)) {
      await scenario({ cluster, scratch, say });
      say(`passed: ${title}`);
    }
  } finally {
    await cluster.stop();
    rmSync(scratch, { recursive: true, force: true });
    say('everything ended');
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
