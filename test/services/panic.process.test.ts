/**
 * Temporal has races while it starts. A program stands in for it
 * that ends as it does, and then is Temporal.
 */
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { makeStateFolder, stateFiles } from '../../src/lib/files/state';
import { embeddedProcess, startEmbedded } from '../../src/services/embedded';
import { endOfLog, panicIn } from '../../src/services/panic';
import { findTool } from '../../src/tools';
import { dropEnv, freshEnv } from './support/state';

let env: NodeJS.ProcessEnv;
let bin: string;
const starts = (): number => readFileSync(join(bin, 'starts'), 'utf8').split('\n').length - 1;

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'roost-temporal-'));
  env = { ...freshEnv(), PATH: `${bin}${delimiter}${process.env.PATH}` };
});
afterEach(async () => {
  await dropEnv(env);
  rmSync(bin, { recursive: true });
});

/** Says `text` and ends, that many times. */
async function failing(times: number, text: string): Promise<void> {
  const temporal = await findTool('temporal');
  const program = `#!/bin/sh
[ "$1" = server ] || exec ${temporal} "$@"
echo start >>${bin}/starts
[ "$(wc -l <${bin}/starts)" -gt ${times} ] && exec ${temporal} "$@"
cat >&2 <<'EOF'
${text}
EOF
exit 2
`;
  writeFileSync(join(bin, 'temporal'), program);
  chmodSync(join(bin, 'temporal'), 0o755);
}

const race = 'fatal error: concurrent map read and map write';
const trace = `time=12:00 level=ERROR msg="panic: of no matter"\n${race}\n\ngoroutine 7 [running]:\nmain.main()`;

test('it is started again, and says why', async () => {
  await failing(2, trace);
  const log: string[] = [];
  const { pid } = await startEmbedded({ env, port: 0, log: (line) => log.push(line) });
  expect([starts(), embeddedProcess(env)?.pid]).toEqual([3, pid]);
  expect(log.filter((line) => line.includes(race))).toHaveLength(2);
});

test('three times, and then the error names the panic', async () => {
  await failing(99, trace);
  await expect(startEmbedded({ env, port: 0 })).rejects.toMatchObject({
    code: 'TemporalUnreachable',
    message: `Temporal ended while starting, 3 times: ${race}`,
  });
  expect([starts(), embeddedProcess(env)]).toEqual([3, undefined]);
});

test('what is no panic is told at once, whatever the log held before', async () => {
  const files = stateFiles(env);
  makeStateFolder(files);
  writeFileSync(files.serverLog, `${trace}\n`);
  await failing(99, 'Error: unable to open database file');
  await expect(startEmbedded({ env, port: 0 })).rejects.toMatchObject({
    code: 'TemporalUnreachable',
    message: expect.stringMatching(/^Temporal ended while starting:\n[^]*unable to open database file/),
  });
  expect(starts()).toBe(1);
});

test('only what the log got since is read, also of a new file in its place', () => {
  const files = { serverLog: join(bin, 'server.log') };
  expect([endOfLog(files), panicIn(files, null)]).toEqual([null, null]);
  writeFileSync(files.serverLog, `panic: of yesterday\n`);
  const before = endOfLog(files);
  expect([panicIn(files, null), panicIn(files, before)]).toEqual(['panic: of yesterday', null]);
  appendFileSync(files.serverLog, `${trace}\npanic: of the panic\n`);
  expect(panicIn(files, before)).toBe(race);
  renameSync(files.serverLog, `${files.serverLog}.1`);
  writeFileSync(files.serverLog, 'panic: x\n');
  expect(panicIn(files, before)).toBe('panic: x');
});
