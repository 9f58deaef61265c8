/** Whether the passwords of registries are among the control plane's own secrets. */
import type { Fleet } from '../../fleet/file';
import { controlSecrets } from '../../secrets/control';
import { toReport } from '../../temporal/runs/errors';
import { findTool } from '../../tools';
import { fail, ok, unknown, type Finding } from './types';

export async function registryFindings(
  { registries, secrets }: Pick<Fleet, 'registries' | 'secrets'>,
  env: NodeJS.ProcessEnv,
): Promise<Finding[]> {
  const all = Object.entries(registries);
  if (all.length === 0) return [];
  try {
    const values = await controlSecrets({ sops: () => findTool('sops', { env, fetch: false }) })(secrets);
    const missing = all.filter(([, { password }]) => !values[password]);
    return missing.length === 0
      ? [ok('registries', `a password for ${all.map(([host]) => host).join(', ')}`)]
      : missing.map(([host, { password }]) =>
          fail('registries', `there is no ${password}, the password for ${host}`, 'add it to secrets.file'),
        );
  } catch (error) {
    const { code, message, hint } = toReport(error);
    return [
      code === 'ToolMissing'
        ? unknown('registries', 'not asked: there is no sops here yet')
        : fail('registries', message, hint),
    ];
  }
}
