/** What a backup's script has stopped runs again afterwards, or that is said. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { StepSite } from '../../../../src/activities/app/site';
import { dropCopies, takeCopy } from '../../../../src/activities/backup/steps/copies';
import { appPaths } from '../../../../src/plan/names';
import { localHost } from '../../../client/local-host';
import { sourceHost } from '../../data/host';

let bin: string;
beforeEach(() => (bin = mkdtempSync(join(tmpdir(), 'roost-docker-'))));
afterEach(() => rmSync(bin, { recursive: true }));

/**
 * `db` and `web` stand still until they are started, `app` runs, `gone` is gone; `broken`
 * cannot be started; of `asleep` the engine says nothing.
 */
const docker = `#!/bin/sh
for last; do :; done
case $1:$last in
inspect:app) echo 'true /app';;
inspect:gone) echo 'Error: No such object: gone' >&2; exit 1;;
inspect:asleep) echo 'Cannot connect to the Docker daemon' >&2; exit 1;;
inspect:*) grep -qx "$last" "\${0%/*}/started" 2>/dev/null && echo "true /$last" || echo "false /$last";;
start:broken) echo 'port is already allocated' >&2; exit 1;;
start:*) echo "$last" >>"\${0%/*}/started";;
esac
`;

describe('when the copies are taken back', () => {
  const paths = () => appPaths(join(bin, 'app'));
  const drop = (running: string[]) => {
    mkdirSync(paths().copy('0123456789'), { recursive: true });
    mkdirSync(paths().roost, { recursive: true });
    writeFileSync(paths().ran, '4 db\n');
    writeFileSync(join(bin, 'docker'), docker);
    chmodSync(join(bin, 'docker'), 0o755);
    const site = {
      change: localHost('hornbill', bin).exec,
      paths: paths(),
      context: { operation: '0123456789' },
    };
    return dropCopies(site as unknown as StepSite, { running });
  };

  test('what stands still is started, and named', async () => {
    expect(await drop(['app', 'gone', 'db', 'web'])).toBe('removed; started again: db web');
    expect(await drop(['app'])).toBe('removed');
    expect(existsSync(paths().ran)).toBe(false);
  });

  test.each([
    ['one that cannot be started', 'broken', 'port is already allocated'],
    ['one that nobody can be asked about yet', 'asleep', 'Cannot connect'],
  ])('%s is a failure, the others are started, and the next backup will know', async (_, id, text) => {
    await expect(drop([id, 'db'])).rejects.toThrow(text);
    expect(readFileSync(join(bin, 'started'), 'utf8')).toBe('db\n');
    expect([existsSync(paths().ran), existsSync(paths().copy('0123456789'))]).toEqual([true, false]);
  });
});

test('what a former script has left stopped is started before the next begins, and so is what that stops', async () => {
  const host = sourceHost('dash');
  const at = (path: string) => join(host.app, path);
  host.program('docker', docker);
  writeFileSync(
    at('src/run'),
    `#!/bin/sh
started=$(command -v docker) started=\${started%/*}/started
cat ../.roost/ran "$started" >../backup/seen
: >"$started"
`,
    { mode: 0o755 },
  );
  const env = new MockActivityEnvironment(undefined, { logger: new DefaultLogger('ERROR') });
  const args = {
    source: { kind: 'script' as const, command: './run', output: 'backup' },
    running: ['app', 'web'],
    left: ['web'],
  };
  const note =
    'a former backup had left web stopped: started again; the script had stopped web: started again';
  expect(await env.run(() => takeCopy(host.site, args))).toEqual({
    note: `1 files written; ${note}`,
    warnings: [],
  });
  expect(readFileSync(at('backup/seen'), 'utf8')).toBe('4 app web\nweb\n');
  expect(existsSync(at('.roost/ran'))).toBe(false);
  host.remove();
});
