import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { RoostError } from '../../errors';
import { lastLine } from '../../lib/output-tail';
import { MINUTE } from '../../lib/time';
import { quote } from '../quote';
import { createRedactor, type Redactor } from '../redact';
import type { SshHosts, ExecOptions, ExecResult, Host, HostTarget, StreamOptions } from '../types';
import { runChannel } from './channel';
import { connect } from './connect';
import { commandError } from './failures';
import { downloadCommand, uploadCommand } from './files';
import { after, collectAll, collectTail, type Collector } from './output';
import { Pool } from './pool';
import { cleanTail } from './tail';

export interface SshHostsOptions {
  log?: Pick<Logger, 'debug' | 'info'>;
  /** For hosts without a key file. Default: SSH_AUTH_SOCK. */
  agentSocket?: string;
  /** ms per address. Default 8 000. */
  connectTimeout?: number;
  redactor?: Redactor;
}

const execTimeout = MINUTE;
const streamTail = 64 * 1024;

export function createSshHosts(options: SshHostsOptions = {}): SshHosts {
  const redactor = options.redactor ?? createRedactor();
  const connectOptions = {
    agentSocket: options.agentSocket ?? process.env['SSH_AUTH_SOCK'],
    connectTimeout: options.connectTimeout ?? 8_000,
  };
  const hosts = new Map<string, { host: Host; pool: Pool }>();
  return {
    host(target) {
      // The whole target is the key: a corrected fleet file gets its own connection.
      const key = JSON.stringify(target);
      let kept = hosts.get(key);
      if (!kept) {
        const pool = new Pool(target.name, async () => {
          const client = await connect(target, connectOptions);
          options.log?.debug({ host: target.name }, 'connected');
          client.once('close', () => options.log?.info({ host: target.name }, 'connection closed'));
          return client;
        });
        kept = { pool, host: openHost(target, pool, redactor) };
        hosts.set(key, kept);
      }
      return kept.host;
    },
    async close() {
      for (const { pool } of hosts.values()) pool.close();
      hosts.clear();
    },
  };
}

function openHost(target: HostTarget, pool: Pool, redactor: Redactor): Host {
  const { name } = target;
  const { scrub } = redactor.of(name);

  async function run(
    argv: string[],
    options: StreamOptions,
    stdout: Collector,
    stderr: Collector,
  ): Promise<number> {
    const marker = `roost-${randomBytes(9).toString('hex')}`;
    const out = after(marker, (chunk) => (void stdout.push(chunk), options.onStdout?.(chunk)));
    const err = after(marker, (chunk) => (void stderr.push(chunk), options.onStderr?.(chunk)));
    // `exec` ignores aliases and functions of the user's profile.
    const line = `printf '%s\\n' ${marker}; printf '%s\\n' ${marker} >&2; exec ${quote(argv)}`;
    const { input = options.stdin, signal, timeout = execTimeout } = options;
    const request = {
      host: name,
      program: argv[0]!,
      line,
      input,
      signal,
      timeout,
      onStdout: out.push,
      onStderr: err.push,
    };
    const code = await pool.use((client) => runChannel(client, request), signal);
    if (out.begun() && err.begun()) return code;
    const noise = lastLine(cleanTail(`${out.noise()}\n${err.noise()}`, scrub));
    throw new RoostError(
      'HostMisconfigured',
      `The login shell of ${target.user} on ${name} runs no commands (exit ${code}): ${noise}`,
      {
        host: name,
        user: target.user,
      },
    );
  }

  async function checked(
    argv: string[],
    options: StreamOptions,
    stdout: Collector,
    stderr: Collector,
  ): Promise<ExecResult> {
    const code = await run(argv, options, stdout, stderr);
    const result = {
      code,
      stdout: options.bytes ? stdout.bytes().toString('latin1') : stdout.text(),
      stderr: stderr.text(),
    };
    if ((options.ok ?? [0]).includes(code)) return result;
    throw commandError(name, argv, result, scrub);
  }

  return {
    name,
    scrub,
    exec: (argv, options: ExecOptions = {}) => checked(argv, options, collectAll(), collectAll()),
    stream: (argv, options = {}) => checked(argv, options, collectTail(streamTail), collectTail(streamTail)),
    async upload(path, content, mode = 0o600) {
      const bytes = Buffer.from(content);
      await this.exec(uploadCommand(path, bytes.length, mode), { input: bytes });
    },
    async download(path) {
      const content = collectAll();
      await checked(downloadCommand(path), {}, content, collectAll());
      return content.bytes();
    },
  };
}
