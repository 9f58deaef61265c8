// Voicemail inbox: answers over HTTP, keeps rows in PostgreSQL and one file per voicemail.
const http = require('node:http');
const { mkdir, writeFile } = require('node:fs/promises');
const { Pool } = require('pg');
const app = require('./app.json');
const knobs = require('./knobs.json');

const voicemails = '/data/voicemails';
const commit = process.env.GIT_SHA || null;
const started = Date.now();
const seconds = () => (Date.now() - started) / 1000;

const pool = new Pool({ password: process.env.POSTGRES_PASSWORD, max: 5, connectionTimeoutMillis: 2000 });
// An idle connection may break with the database; the next query makes a new one.
pool.on('error', () => undefined);

const routes = {
  'GET /health': async () => {
    if (!knobs.healthy || seconds() < knobs.startSeconds) throw new Error('not ready');
    await pool.query('select 1');
    return { status: 'healthy', version: app.version, commit, database: 'ok' };
  },
  'GET /': async () => {
    const { rows } = await pool.query('select count(*)::int as count from voicemails');
    return { app: app.name, version: app.version, commit, greeting: process.env.GREETING, voicemails: rows[0].count };
  },
  'GET /slow': async (url) => {
    const ms = Math.min(Number(url.searchParams.get('ms') ?? 1000), 60_000);
    await new Promise((resolve) => setTimeout(resolve, ms));
    return { version: app.version, ms };
  },
  'POST /voicemails': async (_, body) => {
    const { caller = 'unknown', note = '' } = body ? JSON.parse(body) : {};
    const values = [caller, note].slice(0, knobs.insert.split('$').length - 1);
    const { rows } = await pool.query(knobs.insert, values);
    await mkdir(voicemails, { recursive: true });
    await writeFile(`${voicemails}/${rows[0].id}.txt`, `${caller}\n${note}\n`);
    return { id: Number(rows[0].id), version: app.version };
  },
};

async function read(request) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  return body;
}

const server = http.createServer(async (request, response) => {
  let status = 200;
  let answer;
  try {
    const url = new URL(request.url, 'http://app');
    const route = routes[`${request.method} ${url.pathname}`];
    const body = await read(request);
    if (route) answer = await route(url, body);
    else [status, answer] = [404, { error: 'not found' }];
  } catch (error) {
    [status, answer] = [500, { status: 'unhealthy', version: app.version, error: error.message }];
  }
  response.writeHead(status, { 'content-type': 'application/json', ...(stopping && { connection: 'close' }) });
  response.end(JSON.stringify(answer));
});
// Longer than the proxy keeps a connection, so that it is never the app that closes one under a request.
server.keepAliveTimeout = 75_000;
server.listen(8080, () => console.log(`${app.name} ${app.version} listens`));

// Finish what is in flight, then go.
let stopping = false;
function stop() {
  stopping = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);

if (knobs.crashSeconds) setTimeout(() => process.exit(1), knobs.crashSeconds * 1000);
