/** The one place where activities get their real parts. */
import { join, resolve } from 'node:path';
import type { Deps } from '../activities/deps';
import { auditFile, openAudit } from '../audit';
import { createSerial, openCloudflare } from '../cloudflare';
import { RoostError } from '../errors';
import { toHostTarget, type Fleet } from '../fleet/file';
import { fleetReader } from '../fleet/load';
import { gitHubOf } from '../github/repository';
import { createStatuses } from '../github/statuses';
import { createGuard } from '../host/guard';
import { createJobs } from '../host/jobs';
import { localHost } from '../host/local';
import { createRedactor } from '../host/redact';
import { createSshHosts } from '../host/ssh';
import { stateFiles } from '../lib/files/state';
import type { Logger } from '../lib/log';
import { MINUTE } from '../lib/time';
import { ping, send } from '../notify';
import { createTurns, openConfigured, resticCache } from '../restic';
import { controlSecrets, requireForeign, secretOf } from '../secrets/control';
import { decrypt } from '../secrets/decrypt';
import { removeSecrets, setSecret } from '../secrets/set';
import { secretValues } from '../secrets/values';
import { connectClient, type Temporal } from '../temporal/connect';
import { ensureHeadsSchedule } from '../temporal/heads-schedule';
import { ensureHostsSchedule } from '../temporal/hosts-schedule';
import { signalInbox } from '../temporal/inbox';
import type { ResolvedConnection } from '../temporal/resolve';
import { applyBackupSchedules } from '../temporal/schedules';
import { findTool } from '../tools';
import { awaitRunOf } from './await-run';
import { controlRehearsal } from './control-rehearsal';
import { deployHead } from './deploy-head';
import { latestRun } from './latest-run';
import { startNotify } from './runs/notify';
import { startedOf } from './runs/started';

export interface DepsOptions {
  env: NodeJS.ProcessEnv;
  /** Path of the fleet file; absent: found as the commands find it. */
  fleet?: string;
  target: ResolvedConnection;
  log: Logger;
}

export interface RealDeps extends Deps {
  temporal: Temporal;
  /** Sets the Schedule that compares heads as the fleet file requires, and compares them now. */
  followHeads(): Promise<void>;
  /** Sets the Schedule that compares hosts with the fleet file. */
  followHosts(): Promise<void>;
  /** Sets the Schedule of the nightly backup as the fleet file requires. */
  followNights(): Promise<void>;
  close(): Promise<void>;
}

export async function createDeps({ env, fleet, target, log }: DepsOptions): Promise<RealDeps> {
  const redactor = createRedactor();
  const ssh = createSshHosts({ log, redactor });
  const temporal = await connectClient({ target, timeout: MINUTE });
  const audit = openAudit(auditFile(env), log);
  const sops = () => findTool('sops', { env, log: (line) => log.info(line) });
  const secrets = controlSecrets({ sops, learn: (value) => redactor.add(value) });
  // Every activity needs the fleet, and parsing a large one takes longer than many activities.
  const read = fleetReader(fleet, env);
  const turns = createTurns();
  const serial = createSerial();
  const ownFleet = resolve(fleet ?? env.ROOST_FLEET ?? 'fleet.yaml');
  let good: Fleet | undefined;
  const load = async (): Promise<Fleet> => (good = read());
  const lastFleet = (): Promise<Fleet> =>
    load().catch((error: unknown) => {
      if (!good) throw error;
      return good;
    });
  return {
    fleet: load,
    lastFleet,
    host: (config) => ssh.host(toHostTarget(config)),
    newConnection(config) {
      const own = createSshHosts({ log, redactor });
      return { host: own.host(toHostTarget(config)), close: () => own.close() };
    },
    jobs: createJobs,
    guard: createGuard,
    control: { host: localHost(redactor.scrub), directory: join(stateFiles(env).folder, 'fleet') },
    async decrypt({ host, secrets: own, ...file }) {
      await requireForeign(file.ciphertext, own, file.name);
      const plaintext = await decrypt({ sops: await sops(), ...file });
      secretValues(plaintext, file.output ?? file.format).forEach(redactor.of(host).add);
      return plaintext;
    },
    tool: (name) => findTool(name, { env, log: (line) => log.info(line) }),
    controlSecret: async (name, own) => secretOf(await secrets(own))(name),
    temporal,
    async restic(config, { secrets: references, ...options } = {}) {
      const note = (line: string): void => log.info(line);
      const executable = await findTool('restic', { env, log: note });
      const secret = secretOf(await secrets(references ?? (await lastFleet()).secrets));
      const cache = await resticCache(env);
      return openConfigured(config, secret, {
        executable,
        cache,
        turns,
        scrub: (text) => redactor.scrub(text),
        ...options,
      });
    },
    async cloudflare({ name, secrets: references, cloudflare: { account, api, token } }) {
      const value = await secretOf(await secrets(references))(token.secret);
      return openCloudflare({ account, api, token: value, fleet: name, serial });
    },
    controlRehearsal: (copies, signal) =>
      controlRehearsal({ env, ssh, fleet: load, file: ownFleet }, copies, signal),
    async setSecret(references, name, value) {
      const { file, age } = references;
      if (file === undefined)
        throw new RoostError('SecretInvalid', 'The fleet file names no secrets.file.', { secret: name });
      const rehearse = value === null;
      const present = rehearse ? await secretOf(await secrets(references))(name) : value;
      await setSecret({ sops: await sops(), file, keyFile: age.keyFile, name, value: present, rehearse });
    },
    async removeSecrets({ file, age }, names) {
      if (file === undefined) throw new RoostError('SecretInvalid', 'The fleet file names no secrets.file.');
      await removeSecrets({ sops: await sops(), file, keyFile: age.keyFile, names });
    },
    ownFiles: {
      audit: auditFile(env),
      temporal: stateFiles(env).database,
      alerts: stateFiles(env).alerts,
      drift: stateFiles(env).drift,
      fleet: ownFleet,
    },
    plane: temporal.plane,
    deploy: (app, id, by, reason) => deployHead(temporal.client, app, id, by, reason),
    latestRun: (workflowId) => latestRun(temporal.client, workflowId),
    async statuses(app, { github, secrets: references }) {
      const repository = gitHubOf(app.repository, github.servers);
      if (!repository) return null;
      const token = (await secrets(references))[repository.token];
      return token ? createStatuses({ token, repository }) : null;
    },
    awaitRun: awaitRunOf(temporal),
    look: (app, look) => signalInbox(temporal.client, app, look),
    startOf: (workflowId, runId) => startedOf(temporal.client, workflowId, runId),
    runUrl: (workflowId, runId) => temporal.uiUrl(workflowId, runId),
    notify: (id, target, event) => startNotify(temporal.client, id, target, event),
    // Read only by a target that has a secret: another must not fail with a file that cannot be opened.
    send: (target, event) =>
      send(target, event, async (name) => secretOf(await secrets((good ?? (await load())).secrets))(name)),
    async ping(to, kind, text) {
      if (typeof to === 'string') redactor.add(to);
      const url =
        typeof to === 'string'
          ? to
          : await secretOf(await secrets((good ?? (await load())).secrets))(to.secret);
      return ping(url, kind, text);
    },
    audit,
    redactor,
    log,
    async followNights() {
      await applyBackupSchedules(temporal.client, read());
    },
    followHosts: async () => ensureHostsSchedule(temporal.client, read().timeZone),
    followHeads: async () => ensureHeadsSchedule(temporal.client, read().push.heads),
    async close() {
      audit.close();
      await ssh.close();
      await temporal.close();
    },
  };
}
