import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { tailOf } from '../../src/lib/process';
import { findTool } from '../../src/tools';
import { lowPort } from './low-port';
import { startPostgres, type Postgres } from './postgres';
import { endPart, hasEnded, listening, runPart, startPart, type Part } from './process';

export interface Cluster {
  address: string;
  namespace: string;
  /** What a client or worker of it needs. */
  env: NodeJS.ProcessEnv;
  /** The parts that may be killed in the middle. */
  parts: Record<'frontend' | 'history1' | 'history2' | 'matching' | 'worker', Part>;
  stop(): Promise<void>;
}

const deploy = join(__dirname, '..', '..', 'deploy', 'temporal');
const namespace = 'default';

/**
 * Temporal as docker-compose.temporal.yml runs it, its scripts and variables
 * included, but as plain processes, and each service by itself.
 */
export async function startCluster(log: (line: string) => void = () => {}): Promise<Cluster> {
  const [server, sqlTool, cli] = await Promise.all(
    (['temporal-server', 'temporal-sql-tool', 'temporal'] as const).map((name) => findTool(name, { log })),
  );
  const folder = mkdtempSync(join(tmpdir(), 'roost-cluster-'));
  chmodSync(folder, 0o755);
  const started: Part[] = [];
  const stop = async () => {
    for (const part of [...started].reverse()) await endPart(part);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const postgres = await startPostgres(folder);
    started.push(postgres.part);
    await runPart('schema', 'sh', [join(deploy, 'schema.sh')], {
      folder,
      env: { ...databaseEnv(postgres), SQL_TOOL: sqlTool },
    });
    log('database ready');

    const address = `127.0.0.1:${await lowPort()}`;
    const common = await serverEnv(postgres, address);
    const start = async (name: string, service: string, own: NodeJS.ProcessEnv, port: string | undefined) => {
      const part = startPart(name, server as string, ['start'], {
        folder,
        env: { ...common, ...own, TEMPORAL_SERVICES: service },
      });
      started.push(part);
      if (port) await listening(part, Number(port));
      return part;
    };
    // All at once on an empty database would race for its first rows: the frontend goes first.
    const frontend = await start('frontend', 'frontend', {}, address.split(':')[1]);
    const history = async () => ({
      HISTORY_GRPC_PORT: String(await lowPort()),
      HISTORY_MEMBERSHIP_PORT: String(await lowPort()),
    });
    const ports = [await history(), await history()] as const;
    const [history1, history2, matching, worker] = await Promise.all([
      start('history1', 'history', ports[0], ports[0].HISTORY_GRPC_PORT),
      start('history2', 'history', ports[1], ports[1].HISTORY_GRPC_PORT),
      start('matching', 'matching', {}, common.MATCHING_GRPC_PORT),
      start('worker', 'worker', {}, undefined),
    ]);
    log('all services started');

    const env = { ...process.env, TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
    const PATH = `${dirname(cli as string)}${delimiter}${process.env.PATH}`;
    await runPart('namespace', 'sh', [join(deploy, 'namespace.sh')], {
      folder,
      env: { ...env, PATH, RETENTION: '2160h' },
    });
    log('namespace ready');
    return { address, namespace, env, parts: { frontend, history1, history2, matching, worker }, stop };
  } catch (error) {
    const why = started
      .filter(hasEnded)
      .map(({ name, log: file }) => `${name} ended:\n${tailOf(file, 3).slice(0, 2_000)}`);
    await stop();
    throw new Error([(error as Error).message, ...why].join('\n'), { cause: error });
  }
}

const databaseEnv = ({ port, user, passwordFile }: Postgres): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  POSTGRES_SEEDS: '127.0.0.1',
  DB_PORT: String(port),
  POSTGRES_USER: user,
  POSTGRES_PASSWORD_FILE: passwordFile,
});

async function serverEnv(postgres: Postgres, address: string): Promise<NodeJS.ProcessEnv> {
  const names = [
    'FRONTEND_HTTP_PORT',
    'FRONTEND_MEMBERSHIP_PORT',
    'MATCHING_GRPC_PORT',
    'MATCHING_MEMBERSHIP_PORT',
    'WORKER_GRPC_PORT',
    'WORKER_MEMBERSHIP_PORT',
  ];
  const ports: NodeJS.ProcessEnv = {};
  for (const name of names) ports[name] = String(await lowPort());
  return {
    ...databaseEnv(postgres),
    ...ports,
    POSTGRES_PWD: postgres.password,
    DB: 'postgres12',
    NUM_HISTORY_SHARDS: '4',
    BIND_ON_IP: '127.0.0.1',
    TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
    FRONTEND_GRPC_PORT: address.split(':')[1],
    PUBLIC_FRONTEND_ADDRESS: address,
    LOG_LEVEL: 'warn',
    DYNAMIC_CONFIG_FILE_PATH: join(deploy, 'dynamic-config.yaml'),
  };
}
