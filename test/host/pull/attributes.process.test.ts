/** Owners, modes, ACLs and extended attributes survive a pull, a snapshot and the way back. */
import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { pull } from '../../../src/host/pull';
import { createSshHosts } from '../../../src/host/ssh';
import { findTool } from '../../../src/tools';
import { describeWithSshd, isRoot, startSshd, type Sshd } from '../sshd';

const NOBODY = 65_534;
const describeAsRoot: typeof describeWithSshd = (name, tests) =>
  isRoot ? describeWithSshd(name, tests) : describe.skip(`${name} (skipped: only root makes owners)`, tests);
const run = promisify(execFile);

const checkout = join(__dirname, '../../..');
/** Whether other users reach it; a clone in a folder of `mktemp -d` is closed to them. */
const isOpen = (folder: string): boolean =>
  (statSync(folder).mode & 0o001) === 1 && (folder === '/' || isOpen(dirname(folder)));
/** CHECKOUT FOLDER COMMAND…: runs it as a user without privileges, with the checkout at FOLDER. */
const elsewhere = `exec unshare --mount sh -eu -c '
  for part in src test node_modules; do mkdir -p "$2/$part"; mount --bind "$1/$part" "$2/$part"; done
  shift 2
  exec setpriv --reuid ${NOBODY} --regid ${NOBODY} --clear-groups -- "$@"' sh "$@"`;

/** Of a file: every extended attribute, and its ACL, as the kernel has them. */
const extendedOf = (file: string): Record<string, string> =>
  JSON.parse(
    execFileSync('python3', [
      '-c',
      'import os,sys,json\nf=sys.argv[1]\nprint(json.dumps({n: os.getxattr(f,n).hex() for n in os.listxattr(f)}))',
      file,
    ]).toString(),
  ) as Record<string, string>;

/** An ACL by which user 1234 reads the file, and a note. */
const setExtended = (file: string): Buffer =>
  execFileSync('python3', [
    '-c',
    `import os,struct,sys
none=0xffffffff
entries=[(1,6,none),(2,4,1234),(4,4,none),(16,4,none),(32,4,none)]
acl=struct.pack('<I',2)+b''.join(struct.pack('<HHI',*e) for e in entries)
os.setxattr(sys.argv[1],'system.posix_acl_access',acl)
os.setxattr(sys.argv[1],'user.note',b'kept')`,
    file,
  ]);

/** Every name of a tree with all that is to survive. */
const attributesOf = (folder: string): Record<string, unknown> =>
  Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[]).sort().map((name) => {
      const file = join(folder, name);
      const { mode, uid, gid, nlink, mtimeMs } = lstatSync(file);
      const isLink = lstatSync(file).isSymbolicLink();
      const more = isLink ? readlinkSync(file) : extendedOf(file);
      return [name, { mode: mode.toString(8), uid, gid, nlink, mtimeMs: isLink ? 0 : mtimeMs, more }];
    }),
  );

describeAsRoot('attributes of pulled files', () => {
  let sshd: Sshd;
  let here: string;
  let from: string;
  let to: string;

  beforeEach(async () => {
    sshd = await startSshd();
    here = mkdtempSync(join(tmpdir(), 'roost-attributes-'));
    chownSync(here, NOBODY, NOBODY);
    from = join(sshd.folder, 'uploads');
    to = join(here, 'staging');
    mkdirSync(join(from, 'shared'), { recursive: true });
    writeFileSync(join(from, 'upload'), 'an upload');
    writeFileSync(join(from, 'shared/tool'), 'a tool');
    linkSync(join(from, 'upload'), join(from, 'shared/hard'));
    symlinkSync('upload', join(from, 'link'));
    chownSync(join(from, 'upload'), 33, 999);
    setExtended(join(from, 'upload'));
    chownSync(join(from, 'shared/tool'), 12, 34);
    chmodSync(join(from, 'shared/tool'), 0o4755);
    chownSync(join(from, 'shared'), 12, 34);
    chmodSync(join(from, 'shared'), 0o2575);
  });
  afterEach(async () => {
    await sshd.stop();
    rmSync(here, { recursive: true, force: true });
  });

  const asNobody = async (...argv: string[]): Promise<string> => runAs(NOBODY, argv);

  const runAs = async (id: number, [program, ...args]: string[]): Promise<string> =>
    (
      await run(program!, args, {
        uid: id,
        gid: id,
        cwd: here,
        env: {
          ...process.env,
          HOME: here,
          TMPDIR: here,
          RESTIC_PASSWORD: 'a password',
          RESTIC_REPOSITORY: join(here, 'repository'),
          RESTIC_CACHE_DIR: join(here, 'cache'),
        },
      })
    ).stdout;

  async function pullAsNobody(folder = to): Promise<unknown> {
    const keyFile = join(here, 'key');
    copyFileSync(sshd.target().keyFile!, keyFile);
    chownSync(keyFile, NOBODY, NOBODY);
    const target = JSON.stringify(sshd.target({ keyFile }));
    const program = (code: string): string[] => [
      process.execPath,
      '--import',
      join(code, 'node_modules/tsx/dist/loader.mjs'),
      join(code, 'test/host/pull/pull-main.ts'),
      ...[target, from, folder],
    ];
    if (isOpen(checkout)) return JSON.parse(await asNobody(...program(checkout)));
    const code = join(here, 'code');
    return JSON.parse(await runAs(0, ['sh', '-c', elsewhere, 'sh', checkout, code, ...program(code)]));
  }

  /** As docs/restore-by-hand.md has it. */
  const back = (folder: string, ...more: string[]): string => {
    const restored = join(here, 'restored');
    execFileSync('rsync', ['-aHAX', '--numeric-ids', '--fake-super', ...more, `${folder}/`, `${restored}/`]);
    return restored;
  };

  test('a worker without privileges keeps all of them, through a snapshot and back', async () => {
    const restic = join(here, 'restic');
    copyFileSync(await findTool('restic'), restic);
    chmodSync(restic, 0o755);
    expect(await pullAsNobody()).toMatchObject({ moved: [] });
    expect(statSync(join(to, 'shared/tool'))).toMatchObject({ uid: NOBODY, mode: 0o100755 });
    expect(readFileSync(join(to, 'upload'), 'utf8')).toBe('an upload');
    // Nothing is read again when nothing has changed.
    const { ctimeMs } = statSync(join(to, 'upload'));
    await pullAsNobody();
    expect(statSync(join(to, 'upload')).ctimeMs).toBe(ctimeMs);
    await asNobody(restic, 'init');
    await asNobody(restic, 'backup', to);
    await asNobody(restic, 'restore', `latest:${to}`, '--target', join(here, 'back'));
    expect(attributesOf(back(join(here, 'back'), '-M--super'))).toEqual(attributesOf(from));
  });

  test('what a former pull has left without attributes gets them', async () => {
    mkdirSync(to);
    writeFileSync(join(to, 'upload'), 'an upload');
    symlinkSync('upload', join(to, 'link'));
    execFileSync('chown', ['-Rh', `${NOBODY}:${NOBODY}`, to]);
    // If both the ACL and other attributes of an unchanged file change,
    // rsync 3.5 sets the ACL in its next run.
    await pullAsNobody();
    await pullAsNobody();
    expect(attributesOf(back(to, '-M--super'))).toEqual(attributesOf(from));
  });

  test('a file system without extended attributes is named, and content and modes come all the same', async () => {
    const bare = join(here, 'bare');
    mkdirSync(bare);
    execFileSync('mount', ['-t', 'ramfs', 'ramfs', bare]);
    try {
      chownSync(bare, NOBODY, NOBODY);
      const result = await pullAsNobody(join(bare, 'staging'));
      expect(result).toMatchObject({ moved: [], lost: 'owners, ACLs and extended attributes' });
      expect(readlinkSync(join(bare, 'staging/link'))).toBe('upload');
      expect(statSync(join(bare, 'staging/shared')).mode & 0o7777).toBe(0o575);
    } finally {
      execFileSync('umount', [bare]);
    }
  });

  test('root keeps owners, ACLs and attributes as they are, but no rights that files give', async () => {
    const capability =
      "import os,struct,sys; os.setxattr(sys.argv[1],'security.capability',struct.pack('<5I',0x2000001,8192,0,0,0))";
    execFileSync('python3', ['-c', capability, join(from, 'shared/tool')]);
    expect(Object.keys(extendedOf(join(from, 'shared/tool')))).toEqual(['security.capability']);
    const ssh = createSshHosts();
    const pulling = { from, to, timeout: 60_000, signal: new AbortController().signal };
    expect(await pull(ssh.host(sshd.target()), pulling)).toMatchObject({ moved: [] });
    await ssh.close();
    expect(statSync(join(to, 'shared/tool'))).toMatchObject({ uid: 12, gid: 34, mode: 0o100755 });
    expect(extendedOf(join(to, 'shared/tool'))).toEqual({});
    expect(extendedOf(join(to, 'upload'))).toEqual(extendedOf(join(from, 'upload')));
    expect(Object.keys(extendedOf(join(to, 'upload'))).sort()).toEqual([
      'system.posix_acl_access',
      'user.note',
    ]);
  });

  test('a host whose rsync has no ACLs gives all the rest', async () => {
    const bin = join(sshd.folder, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'rsync'),
      '#!/bin/sh\ncase "$*" in *-*A*X*) echo "ACLs are not supported on this server" >&2; exit 4;; esac\nexec /usr/bin/rsync "$@"\n',
      { mode: 0o755 },
    );
    const old = await startSshd({ profile: `PATH=${bin}:$PATH` });
    const ssh = createSshHosts();
    const pulling = { from, to, timeout: 60_000, signal: new AbortController().signal };
    const result = await pull(ssh.host(old.target()), pulling).finally(() => ssh.close());
    await old.stop();
    expect(result).toMatchObject({ moved: [], lost: 'ACLs and extended attributes' });
    expect(statSync(join(to, 'upload'))).toMatchObject({ uid: 33, gid: 999 });
  });
});
