import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seeStatus } from '../../src/backup';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'roost-status-'))));
afterEach(() => rmSync(folder, { recursive: true }));

it('holds the changes of two workers that share the folder', async () => {
  const file = join(folder, 'backups/status.json');
  const script = `const { changeStatus } = require(${JSON.stringify(join(__dirname, '../../src/backup/status'))});
    const [file, who] = process.argv.slice(1);
    Promise.all(Array.from({ length: 40 }, (_, i) =>
      changeStatus(file, ({ apps }) => void (apps[who + i] = {}))));`;
  const worker = async (who: string): Promise<number | null> => {
    const child = spawn(
      process.execPath,
      ['--require', require.resolve('tsx/cjs'), '-e', script, file, who],
      {
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    return ((await once(child, 'exit')) as [number | null])[0];
  };
  expect(await Promise.all([worker('a'), worker('b')])).toEqual([0, 0]);
  expect(Object.keys((await seeStatus(file)).apps)).toHaveLength(80);
});
