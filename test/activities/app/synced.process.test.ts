/** What is needed to come back after a power cut is on the disk before the command on the host ends. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFenced } from '../../../src/activities/app/folder/records';
import type { StepSite } from '../../../src/activities/app/site';
import { writeDealt } from '../../../src/activities/release/facts/commit/head';
import { quote } from '../../../src/host/quote';
import { appPaths } from '../../../src/plan/names';
import { describeInShells, openShell, type Shell } from '../../host/shells';

let shell: Shell;
afterEach(() => shell.remove());

function site(): StepSite {
  const run = async (argv: string[], { input }: { input?: string | Buffer } = {}) => ({
    code: 0,
    stdout: shell.run(quote(argv), input).toString(),
    stderr: '',
  });
  return { change: run, host: { exec: run }, paths: appPaths(shell.folder) } as unknown as StepSite;
}

const writes: [string, (here: StepSite) => string, (here: StepSite) => Promise<void>, string][] = [
  [
    'a release record',
    ({ paths }) => paths.release(7).record,
    (here) => writeFenced(here, here.paths.release(7).record, '{"release":7}\n'),
    '{"release":7}\n',
  ],
  [
    'the head',
    ({ paths }) => paths.head,
    (here) => writeDealt(here, { commit: 'c0ffee', workflowId: 'deploy-shop' }),
    'c0ffee deploy-shop\n',
  ],
];

/** Replaces `sync` by one that logs each argument, and whether `file` has its name by then. */
function logSyncs(file: string): () => string[] {
  const [log, stub] = [join(shell.folder, 'syncs'), join(shell.folder, 'bin', 'sync')];
  const state = `[ -e '${file}' ] && state=after || state=before`;
  writeFileSync(stub, `#!/bin/sh\n${state}\necho "$state $1" >>'${log}'\n`);
  chmodSync(stub, 0o755);
  return () => readFileSync(log, 'utf8').trim().split('\n');
}

describeInShells('a write on the host', (name) => {
  beforeEach(() => {
    shell = openShell(name);
    mkdirSync(join(shell.folder, '.roost'));
  });

  it.each(writes)('of %s replaces the file whole', async (_, path, write, content) => {
    await write(site());
    await write(site());
    expect(readFileSync(path(site()), 'utf8')).toBe(content);
    expect(existsSync(`${path(site())}.new`)).toBe(false);
  });

  // busybox runs its own `sync`, whatever is in PATH.
  (name === 'busybox' ? it.skip : it).each(writes)(
    'of %s syncs the file before it has its name, and the folder after',
    async (_, path, write) => {
      const file = path(site());
      const syncs = logSyncs(file);
      await write(site());
      const [first, second, ...more] = syncs();
      expect(first).toMatch(/^before .*new/);
      expect(second).toBe(`after ${dirname(file)}`);
      expect(more).toEqual([]);
    },
  );
});
