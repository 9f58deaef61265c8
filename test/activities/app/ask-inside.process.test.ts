import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellScript } from '../../../src/lib/shell-script';

const askInside = shellScript(join(__dirname, '../../../src/activities/app'), 'ask-inside');
let bin: string;
let server: Server;
let url: string;

beforeAll(async () => {
  bin = mkdtempSync(join(tmpdir(), 'roost-inside-'));
  server = createServer(({ headers, url: path }, answer) => {
    answer.statusCode = path === '/away' ? 503 : 200;
    answer.end(JSON.stringify({ host: headers.host, slot: headers['x-slot'] }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(bin, { recursive: true });
});

/** A container that has these programs and no other. */
function ask(programs: Record<string, string>, path: string): Promise<{ code: number; stdout: string }> {
  const cases = Object.entries(programs).map(([name, is]) => `${name}) shift; exec ${is} "$@";;`);
  writeFileSync(join(bin, 'docker'), `#!/bin/sh\nshift 2\ncase $1 in\n${cases.join('\n')}\nesac\nexit 127\n`);
  chmodSync(join(bin, 'docker'), 0o755);
  const [program = '', ...args] = askInside('caddy', `${url}${path}`, 'Host: phone.example', 'X-Slot: green');
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    execFile(program, args, { env }, (error, stdout) => resolve({ code: Number(error?.code ?? 0), stdout }));
  });
}

const has = { curl: { curl: 'curl' }, wget: { wget: 'wget' }, busybox: { wget: 'busybox wget' } };

test.each(Object.entries(has))(
  '%s answers with body and status, and sends the headers',
  async (_, programs) => {
    expect(await ask(programs, '/')).toEqual({
      code: 0,
      stdout: '{"host":"phone.example","slot":"green"}\n200',
    });
  },
);

test.each(Object.entries(has))('%s tells the status of a failure', async (_, programs) => {
  const { code, stdout } = await ask(programs, '/away');
  expect([code, stdout.split('\n').at(-1)]).toEqual([0, '503']);
});

test('a container without both is an error', async () => {
  expect((await ask({}, '/')).code).not.toBe(0);
});
