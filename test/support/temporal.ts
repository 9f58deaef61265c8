/**
 * A Temporal server of a test's own, with the search attributes of
 * runs; nothing of the SDK but errors is logged.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { findTool } from '../../src/tools';
import { attributes } from '../../src/workflows/run/shown/attributes';

export const logger = new DefaultLogger('ERROR');

/** `uiPort`: it brings its UI. `extraArgs`: of the server. */
export async function testTemporal(
  more: { uiPort?: number; extraArgs?: string[] } = {},
): Promise<TestWorkflowEnvironment> {
  Runtime.install({ logger });
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await findTool('temporal') },
      searchAttributes: Object.values(attributes),
      ...more,
    },
  });
}
