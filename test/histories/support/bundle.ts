import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const workflows = join(__dirname, '..', '..', '..', 'src', 'workflows');

/** By file in `src/workflows`: texts, and what to write instead. */
export type Edits = Record<string, [from: string, to: string][]>;

/** The workflows, as they are or as another version of roost might have them. */
export function bundleOf(edits: Edits = {}, watched = true): Promise<WorkflowBundleWithSourceMap> {
  const rules = Object.entries(edits).map(([file, changes]) => ({
    test: (path: string) => path === join(workflows, file),
    enforce: 'pre' as const,
    use: [{ loader: require.resolve('./edit-loader.js'), options: { changes } }],
  }));
  return bundleWorkflowCode({
    workflowsPath: workflows,
    workflowInterceptorModules: watched ? [require.resolve('./watch')] : [],
    logger: new DefaultLogger('ERROR'),
    webpackConfigHook: (config) => ({
      ...config,
      module: { ...config.module, rules: [...(config.module?.rules ?? []), ...rules] },
    }),
  });
}
