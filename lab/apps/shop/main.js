// One image, several roles, as many public stacks have it: web, worker, migrate.
const http = require('node:http');
const net = require('node:net');

const version = process.env.SHOP_VERSION ?? '0';
const role = process.argv[2] ?? 'web';

const database = () => {
  const { Client } = require('pg');
  return new Client({ connectionString: process.env.DATABASE_URL });
};

/** One command of the Redis protocol; resolves with the first line of the answer. */
const redis = (...words) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(process.env.REDIS_URL);
    const socket = net.connect(Number(port || 6379), hostname);
    socket.setTimeout(2000, () => socket.destroy(new Error('timeout')));
    socket.on('error', reject);
    socket.on('connect', () =>
      socket.write(`*${words.length}\r\n${words.map((one) => `$${Buffer.byteLength(one)}\r\n${one}\r\n`).join('')}`),
    );
    socket.on('data', (data) => {
      resolve(data.toString().split('\r\n')[0]);
      socket.end();
    });
  });

const roles = {
  async migrate() {
    const client = database();
    await client.connect();
    await client.query('create table if not exists orders (id serial primary key, made text not null)');
    await client.end();
  },
  async worker() {
    for (;;) {
      const client = database();
      try {
        await client.connect();
        await redis('INCR', 'orders');
        await client.query('insert into orders (made) values ($1)', [version]);
      } catch (error) {
        console.error(error.message);
      } finally {
        await client.end().catch(() => undefined);
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  },
  web() {
    const server = http.createServer(async (request, response) => {
      if (request.url === '/') return response.end(`shop ${version}\n`);
      if (request.url !== '/_health/') return response.writeHead(404).end();
      const client = database();
      try {
        await client.connect();
        await client.query('select count(*) from orders');
        await redis('PING');
        return response.end('ok\n');
      } catch (error) {
        return response.writeHead(500).end(error.message);
      } finally {
        await client.end().catch(() => undefined);
      }
    });
    server.listen(8080);
    process.on('SIGTERM', () => server.close(() => process.exit(0)));
  },
  /** A page that says its name and, where the folder is there, counts its files. */
  page() {
    const { readdirSync } = require('node:fs');
    const port = Number(process.env.PORT ?? 8080);
    http
      .createServer((request, response) => {
        let files = 0;
        try {
          files = readdirSync('/data').length;
        } catch {
          // It keeps nothing.
        }
        response.end(`${process.env.TITLE ?? 'page'} ${version} ${files}\n`);
      })
      .listen(port);
  },
};

if (role !== 'web' && role !== 'migrate') process.on('SIGTERM', () => process.exit(0));
Promise.resolve(roles[role]()).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
