/** An S3 server of a test's own, on loopback: versitygw on a folder. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../src/services/ports';
import { findTool } from '../src/tools';

export interface S3 {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  access: string;
  secret: string;
  /** Where the objects lie: one folder a bucket. */
  folder: string;
  /** Ends the server; the objects stay. */
  stop(): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

export async function startS3(...buckets: string[]): Promise<S3> {
  const executable = await findTool('versitygw');
  const root = mkdtempSync(join(tmpdir(), 'roost-s3-'));
  const folder = join(root, 'objects');
  for (const bucket of buckets) mkdirSync(join(folder, bucket), { recursive: true });
  const [access, secret] = [randomBytes(8).toString('hex'), randomBytes(16).toString('hex')];
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let end: (() => Promise<void>) | undefined;

  const start = async (): Promise<void> => {
    // Its credentials by the environment, as with every secret.
    const env = { ...process.env, ROOT_ACCESS_KEY: access, ROOT_SECRET_KEY: secret };
    const child = spawn(executable, ['--quiet', '--port', `127.0.0.1:${port}`, 'posix', folder], {
      env,
      stdio: 'ignore',
      cwd: root,
    });
    const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
    end = async () => {
      child.kill('SIGKILL');
      await ended;
    };
    for (let tries = 0; tries < 100; tries += 1) {
      if (await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => null)) return;
      await sleep(100);
    }
    throw new Error('the S3 server does not answer');
  };
  const stop = async (): Promise<void> => {
    await end?.();
    end = undefined;
  };
  await start();
  return {
    url,
    access,
    secret,
    folder,
    stop,
    start,
    async remove() {
      await stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
