// After a deploy: brings the database to this release's schema. Counts itself,
// in the database and beside it, so that a run too many or too few shows.
const { appendFileSync, readdirSync, readFileSync } = require('node:fs');
const { Client } = require('pg');
const app = require('./app.json');
const knobs = require('./knobs.json');

const folder = `${__dirname}/migrations`;
const commit = process.env.GIT_SHA || app.version;

async function connect() {
  for (let left = 50; ; left--) {
    const client = new Client({ password: process.env.POSTGRES_PASSWORD, connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function applied(client) {
  const { rows } = await client.query('select name from schema_migrations');
  return new Set(rows.map(({ name }) => name));
}

async function main() {
  const client = await connect();
  await client.query('create table if not exists schema_migrations (name text primary key)');
  await client.query('create table if not exists postdeploy_runs (commit text not null, at timestamptz not null default now())');
  await client.query('insert into postdeploy_runs (commit) values ($1)', [commit]);
  appendFileSync('/data/postdeploy.log', `${new Date().toISOString()} ${commit} ${app.version}\n`);

  await new Promise((resolve) => setTimeout(resolve, knobs.postdeploySeconds * 1000));

  const done = await applied(client);
  for (const name of readdirSync(folder).sort().filter((file) => !done.has(file))) {
    console.log(`migration ${name}`);
    await client.query('begin');
    await client.query(readFileSync(`${folder}/${name}`, 'utf8'));
    await client.query('insert into schema_migrations values ($1)', [name]);
    await client.query('commit');
  }
  if (knobs.postdeployFails) throw new Error('postdeploy fails in this release');
  await client.end();
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
