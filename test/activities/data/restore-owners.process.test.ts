/** Files of another user come back, through Docker where the SSH user has no right to them. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropLoadedItem } from '../../../src/activities/data/restore';
import type { RestoreItem } from '../../../src/protocol/steps/restore';
import { nobody, sourceHost, type SourceHost } from './host';
import { coded, load, OPERATION } from './restoring';

const isRoot = process.getuid?.() === 0;

(isRoot ? it : it.skip)(
  'a folder of another user is removed through Docker, where the SSH user may not',
  async () => {
    const host = sourceHost('dash', [], nobody);
    const item: RestoreItem = { kind: 'folder', path: "it's", from: "folders/it's", files: 1, bytes: 3 };
    const loaded = join(host.app, `.it's.roost-new-${OPERATION}`);
    mkdirSync(join(loaded, 'deep'), { recursive: true });
    writeFileSync(join(loaded, 'deep/one'), 'old');
    host.program('docker', 'exit 1');
    await expect(dropLoadedItem(host.site, item, OPERATION)).rejects.toEqual(coded('SwapFailed', 'deep/one'));
    // The stand-in has root's rights by what the test gives away.
    execFileSync('chown', ['-R', '65534:65534', loaded]);
    execFileSync('chmod', ['-R', 'a-w', loaded]);
    host.program(
      'docker',
      `case $1 in run)
while [ "$1" != roost/nothing:1 ]; do shift; done; shift
for last; do :; done
/usr/bin/chmod -R u+w "$last"
exec "$@" ;;
esac`,
    );
    await dropLoadedItem(host.site, item, OPERATION);
    expect(existsSync(loaded)).toBe(false);
    host.remove();
  },
);

(isRoot ? it : it.skip)(
  'a folder that the SSH user may not look into is counted through Docker',
  async () => {
    const host = sourceHost('dash', [], nobody);
    const item: RestoreItem = {
      kind: 'folder',
      path: "it's",
      from: "folders/it's",
      files: 1,
      bytes: 3,
      owners: true,
    };
    const loaded = join(host.app, `.it's.roost-new-${OPERATION}`);
    mkdirSync(join(loaded, 'deep'), { recursive: true });
    writeFileSync(join(loaded, 'deep/one'), 'old');
    execFileSync('chown', ['-R', '65534:65534', loaded]);
    execFileSync('chmod', ['000', join(loaded, 'deep')]);
    host.program(
      'docker',
      `case $1 in run)
while [ "$1" != roost/nothing:1 ]; do shift; done; shift
/usr/bin/chmod 700 "$2/deep"; "$@"; /usr/bin/chmod 000 "$2/deep" ;;
esac`,
    );
    expect(await load(host, item)).toBe('1 files, 3 bytes');
    await expect(load(host, { ...item, files: 2 })).rejects.toEqual(coded('CopyDamaged', 'has 1 3 files'));
    host.remove();
  },
);

(isRoot ? describe : describe.skip)('a SQLite file of another user', () => {
  let host: SourceHost;
  const item: RestoreItem = { kind: 'sqlite', path: 'a.db', from: 'a.db', files: 1, bytes: 0 };
  beforeEach(() => {
    host = sourceHost('dash', ['sqlite3'], nobody);
    for (const name of ['a.db', `.a.db.roost-new-${OPERATION}`])
      execFileSync('/usr/bin/sqlite3', [join(host.app, name)], { input: 'create table t (x);' });
    execFileSync('chown', ['65534:65534', join(host.app, `.a.db.roost-new-${OPERATION}`)]);
    execFileSync('chown', ['1234:1235', join(host.app, 'a.db')]);
  });
  afterEach(() => host.remove());

  it('is given to that user through Docker', async () => {
    host.program('docker', 'case $1 in run) printf "%s\\n" "$@" >"$HOME/asked" ;; esac');
    expect(await load(host, item)).toMatch(/bytes, checked, owner 1234:1235 as the live one$/);
    const asked = readFileSync(join(host.app, '../asked'), 'utf8');
    expect(asked).toContain(`\nchown\n-h\n1234:1235\n${host.app}/.a.db.roost-new-${OPERATION}\n`);
  });

  it('is taken back first, where a load that was cut off had given it away', async () => {
    execFileSync('chown', ['1234:1235', join(host.app, `.a.db.roost-new-${OPERATION}`)]);
    host.program('docker', 'case $1 in run) printf "%s\\n" "$@" >>"$HOME/asked" ;; esac');
    // The stand-in gives nothing away.
    await load(host, item).catch(() => undefined);
    const asked = readFileSync(join(host.app, '../asked'), 'utf8');
    expect(asked).toContain(`\nchown\n-h\n65534:65534\n${host.app}/.a.db.roost-new-${OPERATION}\n`);
  });

  it('is told where it cannot be', async () => {
    host.program('docker', 'exit 1');
    expect(await load(host, item)).toMatch(/owned by the SSH user, not by 1234:1235 as the live one$/);
  });

  it('is no link that somebody has put in its place', async () => {
    const [loaded, other] = [join(host.app, `.a.db.roost-new-${OPERATION}`), join(host.app, 'other.db')];
    execFileSync('mv', [loaded, other]);
    symlinkSync(other, loaded);
    await expect(load(host, item)).rejects.toEqual(coded('SourceMissing', 'did not arrive'));
  });
});
