/** The gateway as a process. It puts the parts together and runs until it is stopped. */
import type { FastifyInstance } from 'fastify';
import { auditFile, openAudit } from '../audit';
import { RoostError } from '../errors';
import type { Fleet, UiConfig } from '../fleet/file';
import { loadFleet } from '../fleet/load';
import { writeJson } from '../lib/files/json-file';
import { makeStateFolder, stateFiles } from '../lib/files/state';
import type { Logger } from '../lib/log';
import { controlSecrets } from '../secrets/control';
import type { GatewayState } from '../services/background-gateway';
import { lazyClient } from '../temporal/connect';
import { signalInbox } from '../temporal/inbox';
import { listPollers } from '../temporal/pollers';
import { resolveConnection, type ResolvedConnection } from '../temporal/resolve';
import { findTool } from '../tools';
import { healthRoute } from './health';
import { auditAnswers } from './hooks/audit-answer';
import { logAnswer } from './hooks/log-answer';
import { webhookSecrets } from './hooks/verify';
import { limits } from './limits';
import { backupMetrics } from './metrics/backup';
import { Metrics, metricsRoute, workerMetrics } from './metrics/runs';
import { makeGateway } from './server';
import { byAccess, byHeader } from './ui/identify';
import { OwnNames } from './ui/own-names';
import { makeUiProxy } from './ui/server';

export interface ServeGatewayOptions {
  env?: NodeJS.ProcessEnv;
  log: Logger;
  /** Stops the gateway. */
  signal: AbortSignal;
}

/**
 * Listens even while Temporal does not answer; deliveries then get 503.
 * Errors: `FleetInvalid`, `PortInUse`, `BadRequest`.
 */
export async function serveGateway({ env = process.env, log, signal }: ServeGatewayOptions): Promise<void> {
  const fleet = loadFleet(undefined, env);
  const { gateway } = fleet;
  if (!gateway)
    throw new RoostError('BadRequest', 'The fleet file has no section gateway: there is nothing to serve');
  const target = resolveConnection(env);
  const { client, connection, close } = lazyClient(target);
  const pollers = () =>
    connection.withDeadline(Date.now() + limits.temporal, () => listPollers(connection, target.namespace));
  const secrets = controlSecrets({ sops: () => findTool('sops', { env, log: (line) => log.info(line) }) });
  // `logAnswer` logs the lines, with their errors.
  const audit = openAudit(auditFile(env), { info: () => {} });
  const note = auditAnswers(audit, log);
  const files = stateFiles(env);
  const metrics = new Metrics(
    audit,
    () => workerMetrics(files.workerMetrics),
    () => backupMetrics(present(fleet, env), files.alerts),
  );
  const server = makeGateway(
    {
      tunnel: gateway.tunnel,
      own: new OwnNames([gateway.url]),
      fleet: async (): Promise<Fleet> => fleet,
      secrets: async () => webhookSecrets(await secrets(fleet.secrets)),
      signal: (app, look) =>
        connection.withDeadline(Date.now() + limits.temporal, () => signalInbox(client, app, look)),
      onAnswer(answered, error) {
        logAnswer(log, answered, error);
        note(answered);
      },
    },
    [healthRoute(pollers), metricsRoute(metrics)],
  );
  const ui = gateway.ui && uiProxy(gateway.ui, target, log);
  const listen = (
    on: FastifyInstance,
    { address, port }: { address: string; port: number },
  ): Promise<string> =>
    on.listen({ host: address, port }).catch((error: NodeJS.ErrnoException) => {
      throw new RoostError('PortInUse', `The gateway cannot listen on ${address}:${port}: ${error.message}`, {
        port,
      });
    });
  try {
    const url = await listen(server, gateway);
    if (ui) log.info({ url: await listen(ui, gateway.ui!) }, "The gateway serves Temporal's UI");
    makeStateFolder(files);
    writeJson(files.gateway, { pid: process.pid, url } satisfies GatewayState);
    log.info({ url }, 'The gateway listens');
    await new Promise<void>((resolve) =>
      signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true }),
    );
  } finally {
    await Promise.all([server.close(), ui?.close()]);
    audit.close();
    await close();
  }
}

function uiProxy(
  { url, identity, access }: UiConfig,
  { ui: upstream, namespace }: ResolvedConnection,
  log: Logger,
): FastifyInstance {
  if (upstream === undefined)
    throw new RoostError('BadRequest', "gateway.ui needs the address of Temporal's UI: set ROOST_UI_URL");
  return makeUiProxy({
    upstream,
    namespace,
    own: new OwnNames([url]),
    identify: access ? byAccess(access) : byHeader(identity ?? ''),
    mustBeNamed: access !== undefined,
    onChange: (change) =>
      log[change.who === null ? 'warn' : 'info'](
        change,
        `UI: ${change.who === null ? 'refused, the request has no name' : 'passed on'}`,
      ),
    onForeign: (request) => log.warn(request, 'UI: refused, a page of another site can have sent it'),
  });
}

/**
 * The backup settings of the present fleet file, as the nights read them; the former ones if the file is
 * invalid.
 */
function present(before: Fleet, env: NodeJS.ProcessEnv): Fleet {
  try {
    return loadFleet(undefined, env);
  } catch {
    return before;
  }
}
