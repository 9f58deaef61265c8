/** A guard of an app's folder behind a real sshd, a new folder for each test. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGuard } from '../../../src/host/guard';
import { createSshHosts } from '../../../src/host/ssh';
import type { Fence, Guard, Host, LockOwner, SshHosts } from '../../../src/host/types';
import { describeWithSshd, startSshd, type Sshd } from '../sshd';

export let sshd: Sshd;
export let host: Host;
export let guard: Guard;
export let app: string;

export function describeGuard(name: string, tests: () => void): void {
  describeWithSshd(name, () => {
    let ssh: SshHosts;
    let count = 0;
    beforeAll(async () => {
      sshd = await startSshd();
      ssh = createSshHosts();
      host = ssh.host(sshd.target());
    });
    afterAll(async () => {
      await ssh.close();
      await sshd.stop();
    });
    beforeEach(() => {
      app = join(sshd.folder, `app-${count++}`);
      guard = createGuard(host, app);
    });
    tests();
  });
}

export const named = (code: string): unknown => expect.objectContaining({ code });

export const owner = (runId: string, changes: Partial<LockOwner> = {}): LockOwner => ({
  plane: 'plane',
  workflowId: `deploy-${runId}`,
  runId,
  workflow: 'deploy',
  by: 'ann',
  ...changes,
});

export async function take(runId: string): Promise<Fence> {
  const taken = await guard.acquire(owner(runId));
  if (!taken.got) throw new Error(`held by ${taken.holder.runId}`);
  return { token: taken.lock.token, runId, operation: `op-${runId}`, expect: 0, direction: 'forward' };
}

export const mark = (): string => join(app, 'ran');
/** What the commands under the fence have written. */
export const runs = (): string => (existsSync(mark()) ? readFileSync(mark(), 'utf8') : '');
export const changing = (text = 'x'): string[] => ['sh', '-c', `printf %s ${text} >>"$1"`, 'mark', mark()];
