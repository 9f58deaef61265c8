/** An engine that is being restarted must not read as "there is nothing". */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listContainers } from '../../../src/activities/app/containers/containers';
import { RoostError } from '../../../src/errors';
import { untag } from '../../../src/host/commands/docker';
import { endOneOffs, removeOneOffs } from '../../../src/host/oneoff';
import type { Host } from '../../../src/host/types';

const folder = mkdtempSync(join(tmpdir(), 'roost-docker-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** `docker` as a script. */
function docker(script: string): void {
  writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'docker'), 0o755);
}

function run([program, ...args]: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
  return new Promise((resolve) =>
    execFile(program!, args, { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    ),
  );
}

const host = {
  name: 'hornbill',
  scrub: (text: string) => text,
  async exec(argv: string[], { ok = [0] }: { ok?: number[] } = {}) {
    const result = await run(argv);
    if (!ok.includes(result.code)) throw new RoostError('CommandFailed', result.stderr);
    return result;
  },
} as Host;

const away = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';
/** It answers the first question, then it is gone. */
const going = `case $1 in ps) echo 0123456789ab;; *) ${away};; esac`;
const untagged = 'case $1 in image) exit 1;; *) exit 0;; esac';

it.each([
  ['an engine that is away', away],
  ['an engine that goes', going],
])('%s: no list of containers, nothing taken for removed', async (_what, script) => {
  docker(script);
  await expect(listContainers(host)).rejects.toMatchObject({ code: 'CommandFailed' });
  await expect(endOneOffs(host, 'phone')).rejects.toMatchObject({ code: 'HostBusy' });
  expect((await run(removeOneOffs('0123456789'))).code).not.toBe(0);
  expect((await run(untag('roost/phone-app:1'))).code).not.toBe(0);
});

it('a container that goes while it is asked about is left out', async () => {
  docker('case $1 in ps) echo 0123456789ab;; inspect) echo "[]"; exit 1;; esac');
  await expect(listContainers(host)).resolves.toEqual([]);
});

it('filters reach Docker a word each', async () => {
  docker('[ "$1" = ps ] || exit 0; shift; printf "%s|" "$@" >&2; exit 1');
  await expect(listContainers(host, ["label=a=it's two", 'label=b'])).rejects.toThrow(
    "--all|--quiet|--no-trunc|--filter|label=a=it's two|--filter|label=b|",
  );
});

it('a tag that is gone already is no failure', async () => {
  docker(untagged);
  expect((await run(untag('roost/phone-app:1'))).code).toBe(0);
});
