import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DUMP, RESTORE } from '../../../../src/activities/release/steps/data';

/** Stands in for a database that is starting up: whatever is asked of it before it is ready fails. */
const docker = `#!/bin/sh
echo "$*" >>"$CALLS"
case "$*" in
  *pg_isready*) n=$(cat "$COUNT"); echo $((n+1)) >"$COUNT"; [ "$n" -ge 2 ];;
  *) [ "$(cat "$COUNT")" -gt 2 ] || { echo 'FATAL:  the database system is starting up' >&2; exit 2; }
     case "$*" in *pg_dump*) echo dump;; *) cat >/dev/null;; esac;;
esac
`;

const folder = mkdtempSync(join(tmpdir(), 'roost-data-'));
const dump = join(folder, 'before.dump');
beforeAll(() => {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'docker'), docker);
  chmodSync(join(folder, 'bin', 'docker'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ['dumps', DUMP, 'pg_dump'],
  ['puts back', RESTORE, 'pg_restore'],
])('%s when the database answers, not when it only runs', (_what, script, program) => {
  const env = {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    CALLS: join(folder, program),
    COUNT: join(folder, `${program}.count`),
  };
  writeFileSync(env.COUNT, '0');
  execFileSync('sh', ['-c', script, 'data', 'db1', 'phone', 'phone', dump, 'op1'], { env });
  const calls = readFileSync(env.CALLS, 'utf8').trim().split('\n');
  expect(calls.slice(0, 3)).toEqual(Array(3).fill('exec db1 pg_isready --quiet --username phone'));
  expect(calls.filter((call) => call.includes(program)).length).toBeGreaterThan(0);
});
