/** The one place where activities get their real parts. */
import { createDoor } from '../host/door';
import { createGuard } from '../host/guard';
import { createJobs } from '../host/jobs';
import { createRedactor } from '../host/redact';
import { loadFleet } from '../fleet-file';
import { toHostTarget } from '../fleet/config';
import { createStatuses, gitHubOf } from '../github/statuses';
import { controlSecrets } from '../secrets/control';
import { decrypt } from '../secrets/decrypt';
import { secretValues } from '../secrets/values';
import { connectClient } from '../temporal/connect';
import { ensureHeadsSchedule } from '../temporal/heads-schedule';
import { signalInbox } from '../temporal/inbox';
import type { ResolvedConnection } from '../temporal/resolve';
import { findTool } from '../tools';
import type { Deps } from '../activities/deps';
import type { Logger } from './log';
import { latestRun } from './latest-run';

export interface DepsOptions {
  env: NodeJS.ProcessEnv;
  /** Path of the fleet file; absent: found as the commands find it. */
  fleet?: string;
  target: ResolvedConnection;
  log: Logger;
}

export interface RealDeps extends Deps {
  /** Makes the Schedule that compares heads as the fleet file wants it, and compares them now. */
  followHeads(): Promise<void>;
  close(): Promise<void>;
}

export async function createDeps({ env, fleet, target, log }: DepsOptions): Promise<RealDeps> {
  const redactor = createRedactor();
  const door = createDoor({ log, redactor });
  const secrets = controlSecrets({ sops: () => findTool('sops', { env, log: (line) => log.info(line) }), learn: (value) => redactor.add(value) });
  const temporal = await connectClient({ target, timeout: 60_000 });
  return {
    fleet: async () => loadFleet(fleet, env),
    host: (config) => door.host(toHostTarget(config)),
    jobs: createJobs,
    guard: (host, app) => createGuard(host, app.directory),
    async decrypt(ciphertext, format, keyFile, name) {
      const sops = await findTool('sops', { env, log: (line) => log.info(line) });
      const plaintext = await decrypt({ sops, ciphertext, format, keyFile, name });
      for (const value of secretValues(plaintext, format)) redactor.add(value);
      return plaintext;
    },
    plane: temporal.plane,
    latestRun: (workflowId) => latestRun(temporal.client, workflowId),
    async statuses(app) {
      const { GITHUB_TOKEN: token } = await secrets(loadFleet(fleet, env).secrets);
      const repository = gitHubOf(app.repository);
      return token && repository ? createStatuses({ token, repository }) : null;
    },
    runUrl: (workflowId, runId) => temporal.uiUrl(workflowId, runId),
    look: (app, look) => signalInbox(temporal.client, app, look),
    redactor,
    log,
    followHeads: async () => ensureHeadsSchedule(temporal.client, loadFleet(fleet, env).push.heads),
    async close() {
      await door.close();
      await temporal.close();
    },
  };
}
