/** What a rename would meet on a host, by the real program in each shell. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parsePlaces } from '../../../src/activities/restore/places';
import { quote } from '../../../src/host/quote';
import { shellScript } from '../../../src/lib/shell-script';
import { describeInShells, openShell, type Shell } from '../../host/shells';

const places = shellScript(join(__dirname, '../../../src/activities/restore'), 'places');

describeInShells('the places of a restore', (name) => {
  let shell: Shell;
  let app: string;
  beforeEach(() => {
    shell = openShell(name);
    app = join(shell.folder, "the app's");
    mkdirSync(join(app, 'data/deep'), { recursive: true });
    mkdirSync(join(shell.folder, 'big/mails'), { recursive: true });
  });
  afterEach(() => shell.remove());
  const found = (...paths: string[]) =>
    parsePlaces(
      shell.run(quote(places(app, join(app, '.roost/restores'), ...paths))).toString(),
      paths.length,
    );

  it('are free where nothing is in the way, there or not', () => {
    const free = { links: [], inside: [] };
    expect(found('data/deep', 'data/none', 'none/x/y')).toEqual([free, free, free]);
  });

  it('tell links on the way and at the end, with where they lead', () => {
    symlinkSync(join(shell.folder, 'big'), join(app, 'linked'));
    symlinkSync('/there-is-none', join(app, 'data/lost'));
    const big = { path: 'linked', to: join(shell.folder, 'big') };
    expect(found('linked/mails', 'linked', 'data/lost')).toMatchObject([
      { links: [big] },
      { links: [big] },
      { links: [{ path: 'data/lost', to: '' }] },
    ]);
  });

  it('tell mount points, what lies in one, and what has one in it', () => {
    const at = join(app, 'data/deep');
    try {
      execFileSync('mount', ['-t', 'tmpfs', 'none', at], { stdio: 'pipe' });
    } catch {
      // Not as this user.
      return;
    }
    try {
      expect(found('data/deep', 'data', 'data/deep/x')).toEqual([
        { links: [], inside: [], mount: true },
        { links: [], inside: ['deep'] },
        { links: [], inside: [], apart: true },
      ]);
    } finally {
      execFileSync('umount', [at]);
    }
  });
});
