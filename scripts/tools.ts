/** Fetches the tools that tests and demo run, so that no single test has to wait for them. */
import { findTool } from '../src/tools';

async function main(): Promise<void> {
  for (const name of ['temporal', 'sops', 'restic', 'versitygw', 'docker-compose', 'age-keygen'] as const) {
    const path = await findTool(name, { log: (line) => console.error(line) });
    console.error(`${name}: ${path}`);
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
