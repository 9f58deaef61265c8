/** Room on the disks of a host, by the real program in each shell. */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from '../../../src/host/quote';
import { shellScript } from '../../../src/lib/shell-script';
import { describeInShells, openShell, type Shell } from '../../host/shells';

const room = shellScript(join(__dirname, '../../../src/activities/restore'), 'room');

describeInShells('the room of a restore', (name) => {
  let shell: Shell;
  beforeEach(() => {
    shell = openShell(name);
    // Docker's folder as it is within its machine, which this one has not.
    writeFileSync(join(shell.folder, 'bin/docker'), '#!/bin/sh\necho /there-is-none/docker\n');
    chmodSync(join(shell.folder, 'bin/docker'), 0o755);
  });
  afterEach(() => shell.remove());
  const read = (folder: string): string[] =>
    shell
      .run(quote(room(folder)))
      .toString()
      .trim()
      .split('\n');

  it('is that of the folder above, where there is none by that name yet', () => {
    const [app, docker] = read(join(shell.folder, "the app's/deep"));
    expect(app).toMatch(/^\d+ \d+ \S/);
    expect(docker).toMatch(/^\d+ \d+ \S/);
    expect(read(shell.folder)[0]!.split(' ').slice(1)).toEqual(app!.split(' ').slice(1));
  });

  it('is that of the root, where nothing of the path is there', () => {
    expect(read('/there-is-none/phone')[0]).toMatch(/^\d+ \d+ \S/);
  });
});
