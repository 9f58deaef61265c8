/**
 * Apps with a database server each: MariaDB, Redis with an append-only file, Valkey with snapshots. Two lists
 * in each, `a` and `z`, grow by one in the same transaction, with much between them that a copy has to read.
 */
import { exec, type LabHost } from '../../lab';
import { databaseImage, type Database } from '../../lab/databases';

export interface DatabaseApp {
  /** Of the app. */
  name: string;
  server: Database;
  /** Of the fleet file, under `data`; with more settings of the server. */
  data(more?: object): object;
  /** Of the fleet file: `a` is as long as `z`, asked by the app's own way to its server. */
  check: string;
  compose: string;
  /** The file that git does not have. */
  secret: string;
  /** Shells on the host, in the app's folder. */
  fill: string;
  /** Adds to `a` and `z` until `/tmp/stop` is there in the container. */
  write: string;
  /** Prints how long `a` and `z` are, then what is to come back. */
  state: string;
  lose: string;
  /** Begins what holds a copy up for seconds, and returns when one waits. */
  hold: string;
  /** Its copy in the staging, and tables or databases with the rows that are compared: others stay as they are. */
  staged: string;
}

/** How many rows or keys lie between `a` and `z`. */
export const BETWEEN = 100_000;
const PASSWORD = 'k3pt-by-the-container';

const app = (name: string, server: Database, lines: string, check: string): string => `services:
  app:
    image: ${databaseImage(server)}
    entrypoint: [sleep, infinity]
    init: true
    restart: unless-stopped
    stop_grace_period: 1s
    tmpfs: [/data, /var/lib/mysql]
    environment: { MYSQL_PWD: ${PASSWORD}, REDISCLI_AUTH: ${PASSWORD}, VALKEYCLI_AUTH: ${PASSWORD} }
    depends_on: { db: { condition: service_healthy } }
    healthcheck: { test: [CMD-SHELL, '${check}'], interval: 2s, retries: 20 }
  db:
    image: ${databaseImage(server)}
    restart: unless-stopped
    volumes: [ "kept:${server === 'mariadb' ? '/var/lib/mysql' : '/data'}" ]
${lines}
volumes: { kept: }
`;

const IN = 'docker compose exec -T db';
const SQL = `${IN} sh -c 'MYSQL_PWD=$(cat /run/secrets/root) mariadb -uroot -BN books'`;
const mariadb: DatabaseApp = {
  name: 'books',
  server: 'mariadb',
  data: (more) => ({ mariadb: [{ service: 'db', database: 'books', ...more }] }),
  check: `mariadb -hdb -uroot -BNe 'select (select count(*) from a) = (select count(*) from z) and (select count(*) from m) = ${BETWEEN}' books | grep -qx 1`,
  compose: app(
    'books',
    'mariadb',
    `    environment: { MARIADB_ROOT_PASSWORD_FILE: /run/secrets/root, MARIADB_DATABASE: books }
    secrets: [root]
    healthcheck: { test: [CMD-SHELL, 'MYSQL_PWD=$$(cat /run/secrets/root) mariadb-admin -uroot -h127.0.0.1 status'], interval: 1s, retries: 60 }
secrets: { root: { file: ./password } }`,
    'mariadb-admin -hdb -uroot status',
  ),
  secret: PASSWORD,
  fill: `${SQL} <<'END'
create table a (id int auto_increment primary key, at datetime(6));
create table z like a;
create table m (id int primary key, text varchar(40) not null, key (text));
insert into m select seq, sha1(seq) from seq_1_to_${BETWEEN};
create view both_of as select (select count(*) from a) as a, (select count(*) from z) as z;
delimiter //
create procedure add_one() begin start transaction; insert into a (at) values (now(6)); insert into z (at) values (now(6)); commit; end//
END`,
  write: `${IN} sh -c 'while [ ! -e /tmp/stop ]; do echo "call add_one();"; sleep 0.01; done | MYSQL_PWD=$(cat /run/secrets/root) mariadb -uroot books'`,
  state: `${SQL} <<'END'
select a, z from both_of;
END
${IN} sh -c 'MYSQL_PWD=$(cat /run/secrets/root) mariadb-dump -uroot --routines --skip-comments books' | sha256sum`,
  lose: `${SQL} <<'END'
drop table m;
drop procedure add_one;
delete from z;
insert into a (at) values (now());
create table newer (x int);
END`,
  hold: `${SQL} <<'END' >/dev/null 2>&1 &
lock tables m write;
select sleep(30);
END
until echo "show full processlist" | ${SQL} | grep -q 'Waiting for table metadata lock'; do sleep 0.2; done`,
  staged: 'copies/mariadb/db/books.sql',
};

const redisLike = (name: string, server: 'redis' | 'valkey', command: string): DatabaseApp => {
  const cli = `${server}-cli`;
  // Each knows one of both.
  const login = 'export REDISCLI_AUTH=$(cat /run/secrets/auth) VALKEYCLI_AUTH=$(cat /run/secrets/auth)';
  const asked = `${IN} sh -c '${login}; exec ${cli} "$@"' sh`;
  return {
    name,
    server,
    data: (more) => ({ redis: [{ service: 'db', ...more }] }),
    check: `test "$(${cli} -h db LLEN a)" = "$(${cli} -h db LLEN z)" && test "$(${cli} -h db DBSIZE)" -ge ${BETWEEN}`,
    compose: app(
      name,
      server,
      `    command: [sh, -c, '${command}']
    secrets: [auth]
    healthcheck: { test: [CMD-SHELL, '${cli} -a "$$(cat /run/secrets/auth)" ping | grep -q PONG'], interval: 1s, retries: 60 }
secrets: { auth: { file: ./password } }`,
      `${cli} -h db ping | grep -q PONG`,
    ),
    secret: PASSWORD,
    fill: `${asked} EVAL "for i = 1, ${BETWEEN} do redis.call('SET', 'm:' .. i, redis.sha1hex(i)) end" 0
${asked} -n 3 HSET apart one 1 two 2
${asked} -n 3 SET passing soon EX 86400`,
    write: `${IN} sh -c '${login}; while [ ! -e /tmp/stop ]; do printf "MULTI\\nRPUSH a x\\nRPUSH z x\\nEXEC\\n"; sleep 0.01; done | ${cli}' >/dev/null`,
    state: `${asked} EVAL "return redis.call('LLEN', 'a') .. ' ' .. redis.call('LLEN', 'z')" 0
${asked} EVAL "local all = {} for _, key in ipairs(redis.call('KEYS', 'm:*')) do all[#all + 1] = key .. redis.call('GET', key) end table.sort(all) return #all .. ' ' .. redis.sha1hex(table.concat(all))" 0
${asked} -n 3 HGETALL apart
${asked} -n 3 GET passing
${asked} INFO keyspace | sed -n 's/,.*//; s/^db/db/p'`,
    lose: `${asked} FLUSHALL
${asked} SET newer 1
${asked} RPUSH a x`,
    hold: `${asked} CONFIG SET repl-diskless-sync-delay 60
until ${asked} INFO replication | grep -q '^slave0:'; do sleep 0.1; done`,
    staged: 'copies/redis/db.rdb',
  };
};

export const databaseApps: DatabaseApp[] = [
  mariadb,
  redisLike(
    'sessions',
    'redis',
    'exec redis-server --appendonly yes --repl-diskless-sync-delay 0 --requirepass "$$(cat /run/secrets/auth)"',
  ),
  redisLike(
    'cache',
    'valkey',
    'exec valkey-server --save 60 1 --repl-diskless-sync-delay 0 --requirepass "$$(cat /run/secrets/auth)"',
  ),
];

export const folderOf = ({ name }: DatabaseApp): string => `/srv/apps/${name}`;

/** In the app's folder, as the operator. */
export const inApp = (host: LabHost, one: DatabaseApp, script: string): Promise<string> =>
  exec(host, ['sh', '-c', `cd ${folderOf(one)} && { ${script}\n}`]);

/** Begun by hand, in a git repository; roost has deployed none of them. */
export async function beginDatabases(host: LabHost): Promise<void> {
  await Promise.all(
    databaseApps.map(async (one) => {
      await exec(host, ['mkdir', '-p', folderOf(one)]);
      await exec(host, ['tee', `${folderOf(one)}/docker-compose.yml`], { input: one.compose });
      await exec(host, ['tee', `${folderOf(one)}/password`], { input: one.secret });
      await inApp(
        host,
        one,
        `printf 'password\\n.roost\\nbackup\\n' >.gitignore
git init -q && git add -A && git -c user.name=l -c user.email=l@l commit -qm one
docker compose up -d --wait
${one.fill}`,
      );
    }),
  );
}
