/** Stands in for GitHub: a post-receive hook that posts what GitHub would post, and gives up after 10 s as GitHub does. */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface HookedDelivery {
  delivery: string;
  after: string;
  /** Null: nobody answered. */
  status: number | null;
  ms: number;
}

export interface Hook {
  /** In the order of the pushes. */
  deliveries(): Promise<HookedDelivery[]>;
  /** Where the next pushes are told. */
  point(url: string): Promise<void>;
  remove(): Promise<void>;
}

const script = `#!/usr/bin/env node
const { createHmac, randomUUID } = require('node:crypto');
const { appendFileSync, readFileSync } = require('node:fs');
const { url, secret, fullName, log } = JSON.parse(readFileSync(__filename + '.json', 'utf8'));
const zeros = /^0+$/;

async function tell([before, after, ref]) {
  const body = JSON.stringify({
    ref, before, after, created: zeros.test(before), deleted: zeros.test(after), forced: false, base_ref: null, commits: [],
    head_commit: zeros.test(after) ? null : { id: after, message: 'pushed' }, pusher: { name: 'lab', email: 'lab@sgos.example' },
    repository: { id: 4711, name: fullName.split('/')[1], full_name: fullName, ssh_url: '/srv/git/sgos-phone.git', clone_url: '/srv/git/sgos-phone.git' },
  });
  const delivery = randomUUID();
  const headers = {
    'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/lab', 'x-github-event': 'push', 'x-github-delivery': delivery,
    'x-hub-signature-256': 'sha256=' + createHmac('sha256', secret).update(body).digest('hex'),
  };
  const begun = Date.now();
  const status = await fetch(url + '/hooks/github', { method: 'POST', headers, body, signal: AbortSignal.timeout(10000) }).then((r) => r.status, () => null);
  appendFileSync(log, JSON.stringify({ delivery, after, status, ms: Date.now() - begun }) + '\\n');
}

const lines = readFileSync(0, 'utf8').trim().split('\\n').map((line) => line.split(' '));
// A connection that breaks while it is made keeps no process alive.
const alive = setInterval(() => {}, 60000);
lines.reduce((before, line) => before.then(() => tell(line)), Promise.resolve()).finally(() => clearInterval(alive));
`;

/** `repository` is a bare one; `secret` signs. */
export async function hookOn(repository: string, secret: string): Promise<Hook> {
  const file = join(repository, 'hooks', 'post-receive');
  const log = join(repository, 'deliveries.log');
  await writeFile(file, script);
  await chmod(file, 0o755);
  await writeFile(log, '');
  return {
    point: (url) =>
      writeFile(`${file}.json`, JSON.stringify({ url, secret, fullName: 'sgos/sgos-phone', log }), {
        mode: 0o600,
      }),
    deliveries: async () =>
      (await readFile(log, 'utf8'))
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as HookedDelivery),
    async remove() {
      await Promise.all([file, `${file}.json`, log].map((path) => rm(path, { force: true })));
    },
  };
}
