/** Stands in for GitHub: told of each push by a post-receive hook, it posts what GitHub would post, and gives up after 10 s as GitHub does. */
import { createHmac, randomUUID } from 'node:crypto';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { untilSettled } from '../src/lib/process';

export interface HookedDelivery {
  delivery: string;
  after: string;
  /** Null: nobody answered. */
  status: number | null;
  ms: number;
}

export interface Hook {
  /** In the order of the pushes. */
  deliveries(): HookedDelivery[];
  /** Where the next pushes are told. */
  point(url: string): void;
  remove(): Promise<void>;
}

/** What a push waits for has to be cheap: tests push hundreds of times. */
const script = (port: number): string => `#!/bin/sh
exec curl -sS -o /dev/null --data-binary @- http://127.0.0.1:${port}/
`;

const zeros = /^0+$/;

/** `line`: what git tells a hook, `BEFORE AFTER REF`. */
function payload(line: string): { after: string; body: string } {
  const [before = '', after = '', ref] = line.split(' ');
  const fullName = 'sgos/sgos-phone';
  const isDeleted = zeros.test(after);
  const body = JSON.stringify({
    ref,
    before,
    after,
    created: zeros.test(before),
    deleted: isDeleted,
    forced: false,
    base_ref: null,
    commits: [],
    head_commit: isDeleted ? null : { id: after, message: 'pushed' },
    pusher: { name: 'lab', email: 'lab@sgos.example' },
    repository: {
      id: 4711,
      name: fullName.split('/')[1],
      full_name: fullName,
      ssh_url: '/srv/git/sgos-phone.git',
      clone_url: '/srv/git/sgos-phone.git',
    },
  });
  return { after, body };
}

/** `repository` is a bare one; `secret` signs. */
export async function hookOn(repository: string, secret: string): Promise<Hook> {
  const told: HookedDelivery[] = [];
  let target = '';

  async function deliver(line: string): Promise<void> {
    const { after, body } = payload(line);
    const delivery = randomUUID();
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/lab',
      'x-github-event': 'push',
      'x-github-delivery': delivery,
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
    const begun = Date.now();
    const posting = fetch(`${target}/hooks/github`, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(10_000),
    });
    const status = await untilSettled(posting).then(
      (answer) => answer.status,
      () => null,
    );
    told.push({ delivery, after, status, ms: Date.now() - begun });
  }

  const server = createServer((asked, answer) => {
    void (async () => {
      for (const line of (await text(asked)).trim().split('\n')) await deliver(line);
      answer.end();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const file = join(repository, 'hooks', 'post-receive');
  await writeFile(file, script((server.address() as AddressInfo).port));
  await chmod(file, 0o755);
  return {
    deliveries: () => [...told],
    point: (url) => void (target = url),
    async remove() {
      server.close();
      await rm(file, { force: true });
    },
  };
}
