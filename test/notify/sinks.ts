/** Real servers that take what notifications send, and keep it. */
import { execFileSync } from 'node:child_process';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  /** Of a JSON document; else empty. */
  body: Record<string, unknown>;
  text: string;
}

export interface HttpSink {
  url: string;
  received: Received[];
  /** How the next requests are answered; the last one stays. `hang`: not at all. */
  answers: ({ status: number; body?: string; headers?: Record<string, string> } | 'hang')[];
  close(): Promise<void>;
}

export async function httpSink(): Promise<HttpSink> {
  const sink: HttpSink = {
    url: '',
    received: [],
    answers: [{ status: 200, body: 'ok' }],
    close: async () => {},
  };
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const isJson = request.headers['content-type']?.startsWith('application/json');
      const body = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>;
      sink.received.push({ path: request.url ?? '', headers: request.headers, body, text });
      const answer = sink.answers.length > 1 ? sink.answers.shift()! : sink.answers[0]!;
      if (answer !== 'hang') response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sink.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return sink;
}

export interface MailSink {
  port: number;
  mails: { from: string; to: string[]; user: string | undefined; text: string }[];
  close(): Promise<void>;
}

export async function mailSink(options: SMTPServerOptions = {}): Promise<MailSink> {
  const sink: MailSink = { port: 0, mails: [], close: async () => {} };
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    ...certificate(),
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('Invalid username or password')),
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        sink.mails.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          user: session.user as string | undefined,
          text,
        });
        done();
      });
    },
    ...options,
  });
  // A client that does not trust it is a test here, not an accident.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sink.port = (server.server.address() as AddressInfo).port;
  sink.close = () => new Promise((resolve) => server.close(() => resolve()));
  return sink;
}

let made: { key: string; cert: string } | undefined;

/** Signed by itself: nobody trusts it. */
function certificate(): { key: string; cert: string } {
  const args = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    '-',
    '-subj',
    '/CN=127.0.0.1',
    '-days',
    '2',
  ];
  const pem = (made ? '' : execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] })).toString();
  const part = (name: RegExp): string => name.exec(pem)![0];
  return (made ??= {
    key: part(/-----BEGIN PRIVATE KEY-[^]*-END PRIVATE KEY-----/),
    cert: part(/-----BEGIN CERTIFICATE-[^]*-END CERTIFICATE-----/),
  });
}
