/** A sender without the secret, who wants that nobody's delivery arrives. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { AuditEntry } from '../../src/audit';
import { auditAnswers } from '../../src/gateway/hooks/audit-answer';
import { answered, unknownFacts } from '../../src/gateway/hooks/record';
import { limits } from '../../src/gateway/limits';
import { post, push, start, type Started } from '../gateway/support';

let gateway: Started;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await gateway?.end();
});

const stranger = '203.0.113.9';
const from = (address: string, more: Record<string, string> = {}) => ({
  headers: { 'cf-connecting-ip': address, ...more },
});

/** Begins a request and never ends it. */
async function begin(length: string, address = stranger): Promise<Socket> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1').on('error', () => {});
  sockets.push(socket);
  await once(socket, 'connect');
  const head = ['POST /hooks/github HTTP/1.1', 'Host: localhost', 'Content-Type: application/json', length];
  socket.write(`${head.join('\r\n')}\r\nCF-Connecting-IP: ${address}\r\n\r\n`);
  return socket;
}

const arrived = () => new Promise((resolve) => setTimeout(resolve, 200));

test.each(['Transfer-Encoding: chunked', `Content-Length: ${limits.body}`])(
  'slow requests that announce much keep nobody out: %s',
  async (length) => {
    gateway = await start({ tunnel: ['127.0.0.1'] });
    for (let i = 0; i < 20; i += 1) await begin(length);
    await arrived();
    expect((await post(gateway.url, from('192.30.252.1'))).status).toBe(202);
  },
);

test('slow and aborted requests count for their sender, not for the tunnel', async () => {
  gateway = await start({ tunnel: ['127.0.0.1'] });
  const half = await Promise.all(
    Array.from({ length: limits.unverified }, () => begin('Content-Length: 100')),
  );
  await arrived();
  for (const socket of half.slice(5)) socket.destroy();
  // The others are cut by the limit of time.
  await Promise.all(half.slice(0, 5).map((socket) => once(socket.resume(), 'close')));
  const slow = gateway.answers.filter(({ reason }) => reason === 'too-slow');
  expect(slow.map(({ from: address }) => address)).toEqual(Array(5).fill(stranger));
  const unsigned = { 'x-hub-signature-256': 'sha256=none' };
  expect((await post(gateway.url, from(stranger, unsigned))).body.reason).toBe('too-many');
  expect((await post(gateway.url, from('192.30.252.1'))).status).toBe(202);
}, 20_000);

test("a stranger's webhook at GitHub does not keep ours out: both come from GitHub's addresses", async () => {
  gateway = await start({ tunnel: ['127.0.0.1'] });
  const theirs = () => post(gateway.url, { ...from('192.30.252.1'), secret: 'of a stranger' });
  for (let i = 0; i < limits.unverified + 5; i += 1) await theirs();
  expect((await theirs()).status).toBe(429);
  expect((await post(gateway.url, from('192.30.252.1'))).status).toBe(202);
});

test('what a sender over its limit sends unsigned or in length is not read', async () => {
  gateway = await start({ tunnel: ['127.0.0.1'] });
  const guess = (more = {}) => post(gateway.url, { ...from(stranger), secret: 'guessed', ...more });
  for (let i = 0; i < limits.unverified; i += 1) await guess();
  const pad = 'x'.repeat(limits.signed);
  expect((await guess({ body: push({ pad }) })).status).toBe(429);
  expect((await guess(from(stranger, { 'x-hub-signature-256': 'sha1=0' }))).status).toBe(429);
});

test.each(['signature-missing', 'signature-wrong', 'content-type', 'too-large'] as const)(
  'many requests with %s are one line of the audit a minute',
  (reason) => {
    const lines: AuditEntry[] = [];
    const audit = { record: (entry: AuditEntry) => lines.push(entry) > 0 };
    const note = auditAnswers(audit, { error: () => {} });
    for (let i = 0; i < 1_000; i += 1) note(answered(reason, unknownFacts));
    expect(lines).toHaveLength(1);
    note({ ...answered(reason, unknownFacts), at: new Date(Date.now() + 61_000).toISOString() });
    expect(lines[1]!.details).toMatchObject({ unwritten: 999 });
  },
);
