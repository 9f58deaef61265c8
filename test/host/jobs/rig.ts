/** Jobs on a host behind a real sshd, in a new folder for each test. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createJobs } from '../../../src/host/jobs';
import { createSshHosts } from '../../../src/host/ssh';
import type { Host, Jobs, JobSpec, SshHosts } from '../../../src/host/types';
import { describeWithSshd, startSshd, type Sshd } from '../sshd';

export let sshd: Sshd;
export let host: Host;
export let jobs: Jobs;
export let app: string;
/** Of the jobs of `app`. */
export let folder: string;
/** How many tests have begun. */
export let count = 0;

export function describeJobs(name: string, tests: () => void): void {
  describeWithSshd(name, () => {
    let ssh: SshHosts;
    beforeAll(async () => {
      sshd = await startSshd();
      ssh = createSshHosts();
      host = ssh.host(sshd.target());
      jobs = createJobs(host);
    });
    afterAll(async () => {
      await ssh.close();
      await sshd.stop();
    });
    beforeEach(() => {
      app = join(sshd.folder, `app-${count++}`);
      folder = join(app, '.roost/jobs');
    });
    tests();
  });
}

export const job = (script: string, changes: Partial<JobSpec> = {}): JobSpec => ({
  folder,
  id: 'job',
  argv: ['sh', '-c', script],
  ...changes,
});

export const named = (code: string): unknown => expect.objectContaining({ code });
export const commandLines = (): string => execFileSync('ps', ['-eo', 'args']).toString();

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('did not come about');
}
