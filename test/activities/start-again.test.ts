/** What a backup's script has stopped runs again afterwards, or that is said. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StepSite } from '../../src/activities/site';
import { dropCopies } from '../../src/activities/steps/copies';
import { appPaths } from '../../src/fleet/plan/names';
import { localHost } from '../client/local-host';

let bin: string;
beforeEach(() => (bin = mkdtempSync(join(tmpdir(), 'roost-docker-'))));
afterEach(() => rmSync(bin, { recursive: true }));

/** `db` and `web` stand still, `app` runs, `gone` is gone; `broken` cannot be started. */
const docker = `#!/bin/sh
for last; do :; done
case $1:$last in
inspect:app) echo 'true /app';;
inspect:gone) exit 1;;
inspect:*) echo "false /$last";;
start:broken) echo 'port is already allocated' >&2; exit 1;;
start:*) echo "$last" >>"\${0%/*}/started";;
esac
`;

const drop = (running: string[]) => {
  writeFileSync(join(bin, 'docker'), docker);
  chmodSync(join(bin, 'docker'), 0o755);
  const site = { change: localHost('hornbill', bin).exec, paths: appPaths(join(bin, 'app')), context: { operation: '0123456789' } };
  return dropCopies(site as unknown as StepSite, { running });
};

test('what stands still is started, and named', async () => {
  expect(await drop(['app', 'gone', 'db', 'web'])).toBe('removed; started again: db web');
  expect(await drop(['app'])).toBe('removed');
});

test('one that cannot be started is a failure, and the others are started', async () => {
  await expect(drop(['broken', 'db'])).rejects.toThrow('port is already allocated');
  expect(readFileSync(join(bin, 'started'), 'utf8')).toBe('db\n');
});
