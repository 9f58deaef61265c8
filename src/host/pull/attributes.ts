/** Which attributes of files a pull keeps: owners, modes, ACLs and extended attributes. */
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Attributes {
  /**
   * `real`: as on the host. `stored`: in extended attributes `user.rsync.*`. `none`: the files are the
   * worker's.
   */
  owners: 'real' | 'stored' | 'none';
  /** ACLs and extended attributes. */
  extended: boolean;
}

/**
 * File systems (by `st_dev`) known to take extended attributes. A failed probe is repeated: a disk may be
 * full.
 */
const capable = new Set<number>();

/** What this process can keep in `folder`. */
export async function attributesIn(folder: string): Promise<Attributes> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { dev } = await stat(folder);
  const extended = capable.has(dev) || (await takesExtended(folder));
  if (extended) capable.add(dev);
  if (process.getuid?.() === 0) return { owners: 'real', extended };
  return { owners: extended ? 'stored' : 'none', extended };
}

/** What gives nothing a right here: set-id bits are stored, or dropped, and so are capabilities of files. */
export function attributeArgs({ owners, extended }: Attributes): string[] {
  const args = owners === 'stored' ? ['--fake-super'] : ['--chmod=u-s,g-s'];
  if (extended) args.push('--acls', '--xattrs');
  if (extended && owners === 'real') args.push('--filter=+x user.*', '--filter=-x *');
  return args;
}

/** Undefined: nothing is lost. */
export function lostOf({ owners, extended }: Attributes): string | undefined {
  const lost = [];
  if (owners === 'none') lost.push('owners');
  if (!extended) lost.push('ACLs and extended attributes');
  return lost.join(', ') || undefined;
}

/** rsync of the host was built without them, or the file system here takes no ACLs. */
export const isUnsupported = (stderr: string): boolean =>
  /are not supported on this server|sys_acl_set_file.*not supported/i.test(stderr);

/**
 * With --fake-super rsync stores a set-id bit in an extended attribute, or fails. Node cannot write one
 * itself.
 */
async function takesExtended(folder: string): Promise<boolean> {
  const probe = await mkdtemp(join(folder, '.roost-probe-')).catch(() => undefined);
  if (probe === undefined) return false;
  try {
    const file = join(probe, 'file');
    await writeFile(file, '');
    await chmod(file, 0o4600);
    const args = ['--archive', '--acls', '--xattrs', '--fake-super', file, join(probe, 'copy')];
    return await succeeds('rsync', args);
  } catch {
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

const succeeds = (program: string, args: string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
