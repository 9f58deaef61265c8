/**
 * A site whose jobs run right here, by the shell that is asked for:
 * what a source does on a host, without one.
 */
import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { StepSite } from '../../../src/activities/app/site';
import { copy } from '../../../src/activities/data';
import { backupPaths, changeStatus, type SuccessStatus } from '../../../src/backup';
import type { ExecOptions, ExecResult, JobSpec } from '../../../src/host/types';
import { appPaths } from '../../../src/plan/names';
import type { CopySource } from '../../../src/protocol/data';
import { openShell, type ShellName } from '../../host/shells';

export interface SourceHost {
  /** The app's folder. */
  app: string;
  /** Where the copies of the operation come to lie. */
  copies: string;
  site: StepSite;
  /** Makes the copy; returns the note. */
  copy(source: CopySource, running?: string[]): Promise<string>;
  /** The same by the script `text`, which lies in the source as `run` and so writes to `../backup`. */
  run(text: string, command?: string, running?: string[]): Promise<string>;
  /** A program that the host has. */
  program(name: string, text: string): void;
  /** The last good backup had so many bytes, by their folders in the staging. */
  had(sources: Record<string, number>): Promise<void>;
  remove(): void;
}

/** Root reads everything; where we are root, what cannot be read is tried as somebody else. */
export const nobody = { uid: 65534, gid: 65534 };

/** `programs`: what the host has besides the base system; `sqlite3`, `python3`, `git`. */
export function sourceHost(shell: ShellName, programs: string[] = [], user?: typeof nobody): SourceHost {
  const root = mkdtempSync(join(tmpdir(), 'roost-source-'));
  const opened = openShell(shell);
  chmodSync(opened.folder, 0o755);
  const bin = join(opened.folder, 'bin');
  if (shell !== 'busybox') for (const name of base) link(bin, name);
  for (const name of programs) link(bin, name);
  const app = join(root, "the app's");
  for (const folder of ['src', '.roost']) mkdirSync(join(app, folder), { recursive: true });
  for (const folder of [root, app, join(app, '.roost')]) chmodSync(folder, 0o777);
  const run = (
    argv: string[],
    cwd = root,
    input: ExecOptions['input'] = '',
    env: Record<string, string> = {},
  ): Promise<ExecResult> =>
    new Promise((resolve) => {
      const [program, ...args] = argv;
      const child = execFile(
        join(bin, program!),
        args,
        { env: { PATH: bin, LC_ALL: 'C.UTF-8', HOME: root, ...env }, cwd, ...user },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr }),
      );
      // Who reads nothing may have ended.
      child.stdin?.on('error', () => undefined).end(input);
    });
  const read = async (argv: string[], { ok = [0], input }: ExecOptions = {}): Promise<ExecResult> => {
    const result = await run(argv, root, input);
    if (!ok.includes(result.code)) throw new Error(`${argv[0]} ended with ${result.code}: ${result.stderr}`);
    return result;
  };
  const site = {
    app: { name: 'phone', directory: app, compose: [], data: {} },
    fleet: { backup: { folder: join(root, 'backups') } },
    host: {
      name: 'hornbill',
      scrub: (text: string) => text,
      exec: async () => ({ code: 0, stdout: '', stderr: '' }),
    },
    source: join(app, 'src'),
    scope: { kind: 'app', app: 'phone', host: 'hornbill', directory: app, source: 'src', project: 'src' },
    context: { operation: '0123456789', ordinal: 0, step: 'copy', expect: 4 },
    paths: appPaths(app),
    deps: {},
    work: {},
    read,
    change: read,
    jobs: {
      async run({ argv, cwd, env }: JobSpec) {
        const { code, stdout, stderr } = await run(argv, cwd, '', env);
        return { state: { state: 'done', code }, tail: stderr + stdout };
      },
    },
  } as unknown as StepSite;
  const copies = appPaths(app).copy('0123456789');
  const makeCopy = (source: CopySource, running?: string[]): Promise<string> =>
    new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') }).run(() =>
      copy(site, source, copies, running).then(({ note, warnings }) => [note, ...warnings].join('; ')),
    );
  const program = (file: string, text: string): void => {
    // Not through a link to the machine's own.
    rmSync(file, { force: true });
    writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  };
  return {
    app,
    copies,
    site,
    copy: makeCopy,
    run(text, command = './run', running) {
      program(join(app, 'src', 'run'), text);
      return makeCopy({ kind: 'script', command, output: 'backup' }, running);
    },
    program: (name, text) => program(join(bin, name), text),
    async had(sources) {
      const amounts = Object.fromEntries(
        Object.entries(sources).map(([folder, bytes]) => [folder, { bytes, files: 1 }]),
      );
      await changeStatus(backupPaths(join(root, 'backups')).status, ({ apps }) => {
        apps.phone = {
          host: 'hornbill',
          lastAttempt: null,
          lastSuccess: { sources: amounts } as unknown as SuccessStatus,
        };
      });
    },
    remove() {
      opened.remove();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What `contained` of rooted.sh runs in a container, run here; the volume lies at `volume`. */
export const runHere = (volume: string, pipe = 'cat'): string =>
  `while [ "$1" != roost/nothing:1 ]; do shift; done; shift
n=$#
while [ $n -gt 0 ]; do case $1 in /roost-volume) set -- "$@" "${volume}" ;; *) set -- "$@" "$1" ;; esac; shift; n=$((n - 1)); done
{ "$@" || echo $? >"${volume}.rc"; } | ${pipe}
rc=$(cat "${volume}.rc" 2>/dev/null); rm -f "${volume}.rc"; exit \${rc:-0}`;

/** A Docker that does nothing else. */
export const dockerThatRuns = (host: SourceHost): void =>
  host.program('docker', `case $1:$2 in\nrun:*) ${runHere(`${host.app}/volume`)} ;;\nesac`);

/**
 * What of FILEs that are there is synced from now on, in order. Not in busybox, which runs its own `sync`.
 */
export function syncsOf(host: SourceHost): () => string[] {
  const log = join(host.app, 'synced');
  writeFileSync(log, '');
  host.program('sync', `[ -e "$1" ] && echo "$1" >>"${log}"`);
  return () => readFileSync(log, 'utf8').trim().split('\n');
}

/** Of a Debian without anything that was installed for apps. */
const base =
  'awk cat chmod chown comm cp cut date df dirname du env find grep gzip head id ls mkdir mktemp mv od printf rm rmdir sed sleep sort stat sync tail tar touch tr truncate wc xargs'.split(
    ' ',
  );

function link(bin: string, name: string): void {
  const found = ['/usr/bin', '/bin'].map((folder) => join(folder, name)).find(existsSync);
  if (!found) throw new Error(`${name} is missing: apt-get install ${name}`);
  if (!existsSync(join(bin, name))) symlinkSync(found, join(bin, name));
}
