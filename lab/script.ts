import { join } from 'node:path';
import { findTool } from '../src/tools';
import type { Log } from './engine';
import { sources } from './paths';
import { run } from './run';
import type { Lab, LabHost } from './types';

/** Deploys as the fleet does without roost: its own bash script, run on this machine. */
export async function startByScript(
  lab: Lab,
  host: LabHost,
  app: 'phone' | 'site',
  ref: string,
  log?: Log,
): Promise<void> {
  const script = join(sources, 'apps', app === 'phone' ? 'deploy-app.sh' : 'deploy-stack.sh');
  const commit = lab.repos[app].commits[ref] ?? ref;
  await run(['bash', script, host.name, app, commit], {
    env: {
      SSH_CONFIG: lab.sshConfig,
      SOPS_AGE_KEY_FILE: lab.ageKeyFile,
      SOPS: await findTool('sops', { log }),
    },
    onLine: log,
  });
}
