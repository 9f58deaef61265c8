/** The workflows as the build bundles them: once for all test files, and only when a source has changed. */
import { join } from 'node:path';
import { build } from '../../scripts/build';

export async function workflowBundle(): Promise<{ codePath: string }> {
  await build();
  return { codePath: join(__dirname, '..', '..', 'dist', 'workflow-bundle.js') };
}
