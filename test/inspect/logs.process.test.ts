import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppConfig } from '../../src/fleet/file';
import type { Host } from '../../src/host/types';
import { readJobLogs } from '../../src/inspect/job-logs';
import { readLogs } from '../../src/inspect/logs';
import { fleet } from '../client/support';
import { describeInShells, openShell, type ShellName } from '../host/shells';

describeInShells('logs', (name: ShellName) => {
  let root: string;
  let app: AppConfig;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'roost-logs-'));
    mkdirSync(join(root, 'bin'));
    app = { ...fleet().apps.phone!, directory: root, source: 'src', project: 'phone' };
    writeFileSync(
      join(root, 'bin/docker'),
      `#!/bin/sh
case $1 in
ps) printf '%s\\n' "1 web ${root}/src/" "2 worker ${root}/src/sub/" "3 other /elsewhere/" "4 a;b ${root}/src/" ;;
logs) echo "$3 lines of $4$5"; printf '\\033]0;x\\007tail' >&2 ;;
esac
`,
    );
    chmodSync(join(root, 'bin/docker'), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** This machine as a host; secrets are taken out as a host does it. */
  function here(): Host {
    const shell = openShell(name);
    const env = { ...process.env, PATH: `${root}/bin:${shell.folder}/bin:/usr/bin:/bin` };
    const stream: Host['stream'] = async (argv, { onStdout, ok = [0] } = {}) => {
      let code = 0;
      let stdout = Buffer.alloc(0);
      try {
        stdout = execFileSync(join(shell.folder, 'bin', argv[0]!), argv.slice(1), { env });
      } catch (error) {
        code = (error as { status: number }).status;
      }
      shell.remove();
      for (let at = 0; at < stdout.length; at += 7) await onStdout?.(stdout.subarray(at, at + 7));
      if (!ok.includes(code)) throw new Error(`exit ${code}`);
      return { code, stdout: '', stderr: '' };
    };
    return { scrub: (text: string) => text.replace('s3cret', '[redacted]'), stream } as unknown as Host;
  }

  async function read(options: { service?: string; lines: number; follow?: boolean }): Promise<string[]> {
    const lines: string[] = [];
    await readLogs(here(), app, options, (line) => lines.push(line));
    return lines.sort();
  }

  test.each([false, true])(
    'of every service of the folder, each line with its service (follow: %s)',
    async (follow) => {
      const lines = await read({ lines: 5, follow });
      expect(lines.map((line) => line.split(' | ')[0])).toEqual(['web', 'web', 'worker', 'worker']);
      expect(lines).toContain('web | tail');
    },
  );

  test('of one service, and of none', async () => {
    expect((await read({ lines: 5, service: 'worker' }))[0]).toBe('worker | 5 lines of 2');
    await expect(read({ lines: 5, service: 'other' })).rejects.toMatchObject({ code: 'BadRequest' });
  });

  test('of the jobs of a run, whole and without secrets', async () => {
    const job = join(root, '.roost/jobs/0a-b.1.0');
    mkdirSync(job, { recursive: true });
    writeFileSync(join(job, 'out'), 'step 1\npassword s3cret\n\u001b[31mred\u001b[0m');
    const lines: string[] = [];
    await readJobLogs(here(), app, '0a-b', (text) => lines.push(...text.split('\n')));
    expect(lines.filter(Boolean)).toEqual(['== 1.0', 'step 1', 'password [redacted]', 'red']);
    await expect(readJobLogs(here(), app, '0a-c', () => undefined)).rejects.toMatchObject({
      code: 'BadRequest',
    });
  });
});
