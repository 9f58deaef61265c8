import { list, own, section, text, type Loose } from '../../../lib/unchecked';
import { checkPairs } from '../check-pairs';
import type { Finding } from '../problems/issues';
import { didYouMean } from '../problems/suggest';
import { gapsOf, parseTimes } from '../values/calendar';
import { checkNeeds } from './needs';

/** Checks beyond the schema: the app's host, its contract, and keys that need one another. */
export function checkApps(apps: Loose, hosts: Loose): Finding[] {
  const found = Object.entries(apps).flatMap(([name, value]) => {
    const app = section(value);
    const parts: Part[] = [
      ...checkName(name, app),
      ...checkContract(app),
      ...checkHost(app, hosts),
      ...checkProxy(app, hosts),
      ...checkHealth(app),
      ...checkData(app),
      ...checkBackup(app),
    ];
    return parts.map(([keys, message]) => ({ path: ['apps', name, ...keys], message }));
  });
  return [...found, ...checkPairs(apps), ...checkNeeds(apps)];
}

type Part = [keys: (string | number)[], message: string];

function checkName(name: string, app: Loose): Part[] {
  if (name === 'global') return [[[], 'is the name of the maintenance flag of all apps; choose another']];
  if (app.contract === 'sgos' && name.startsWith('sgos-'))
    return [[[], `should be ${name.slice(5) || 'phone'}: contract sgos puts sgos- before it`]];
  return [];
}

function checkContract(app: Loose): Part[] {
  if (app.contract === 'sgos') {
    const message = 'belongs in app.json with contract sgos; remove it here';
    return ['scripts', 'migration'].filter((key) => key in app).map((key) => [[key], message]);
  }
  if (app.contract !== 'compose') return [];
  const parts: Part[] = [];
  if (!('directory' in app))
    parts.push([['directory'], 'is missing; add an absolute folder on the host, such as /srv/apps/phone']);
  if (!('service' in app))
    parts.push([['service'], 'is missing; add the Compose service that serves, such as app']);
  const scripts = section(app.scripts);
  if ('restore' in scripts && !('backup' in scripts))
    parts.push([
      ['scripts', 'restore'],
      'restores what scripts.backup wrote, and there is none; add scripts.backup, or remove it',
    ]);
  const hasDatabase = ['postgres', 'mariadb', 'sqlite'].some((kind) => kind in section(app.data));
  if ('postdeploy' in scripts && hasDatabase && !('migration' in app)) {
    parts.push([
      ['migration'],
      'is missing; write none, safe or breaking, since scripts.postdeploy may change the database',
    ]);
  }
  return parts;
}

function checkHost(app: Loose, hosts: Loose): Part[] {
  const host = text(app.host);
  if (host === undefined || own(hosts, host)) return [];
  const names = Object.keys(hosts);
  const meant = didYouMean(host, names) || `; the hosts are ${names.join(', ')}`;
  return [[['host'], `names no host of this file${names.length === 0 ? '; there are none' : meant}`]];
}

function checkProxy(app: Loose, hosts: Loose): Part[] {
  const flag = section(app.proxy).switch === 'flag';
  const parts: Part[] = [];
  if (flag && unproxied(app, hosts))
    parts.push([['proxy', 'switch'], `needs the proxy's folders; add hosts.${String(app.host)}.proxy`]);
  if (flag && !('port' in app))
    parts.push([
      ['port'],
      'is missing; add the port in the container, such as 8080, which proxy.switch needs',
    ]);
  if (app.strategy === 'rolling' && !flag)
    parts.push([
      ['strategy'],
      'needs proxy.switch: flag when it is rolling; add that, or write auto or recreate',
    ]);
  return parts;
}

function checkHealth(app: Loose): Part[] {
  const health = section(app.health);
  const parts: Part[] = [];
  if ('url' in health && 'path' in health)
    parts.push([['health', 'path'], 'cannot be used with url; keep one of the two']);
  for (const key of ['path', 'status', 'json', 'url'])
    if ('tcp' in health && key in health)
      parts.push([['health', key], 'is about HTTP and cannot be used with tcp; keep one of the two']);
  const judged = ['status', 'json'].find((key) => key in health);
  const asked = ['url', 'path', 'tcp'].some((key) => key in health) || 'port' in app;
  // Else it would be skipped in silence.
  if (app.contract === 'compose' && judged !== undefined && !asked)
    parts.push([
      ['health', judged],
      'is about an answer that is never asked for; add port, or write health.url',
    ]);
  return parts;
}

function unproxied(app: Loose, hosts: Loose): boolean {
  const host = own(hosts, text(app.host) ?? '');
  return host !== undefined && (!('proxy' in host) || section(section(host).proxy).kind === 'none');
}

function checkBackup(app: Loose): Part[] {
  const { stop, from, at, night } = section(app.backup);
  const parts: Part[] = [];
  if (stop === true && (from === 'script' || from === 'off'))
    parts.push([['backup', 'stop'], `is for copies of data; with from: ${from} none are made`]);
  if (night === false && at === undefined)
    parts.push([['backup', 'night'], 'is false, and at says no other time; add at, or write from: off']);
  if (at !== undefined && from === 'off')
    parts.push([['backup', 'at'], 'says when the app is backed up, and from: off that it is not']);
  const times = [at].flat().flatMap((one) => parseTimes(text(one) ?? '') ?? []);
  const gaps = gapsOf(times);
  if (gaps && gaps.shortest < LEAST)
    parts.push([
      ['backup', 'at'],
      `has times ${gaps.shortest} minutes apart; leave at least ${LEAST} between them`,
    ]);
  if (at !== undefined && times.length === [at].flat().length && !gaps)
    parts.push([['backup', 'at'], 'never comes, or once in a year; write times that come more often']);
  return parts;
}

/** Minutes: a backup opens the repository and reads back, however little has changed. */
const LEAST = 15;

function checkPassword(one: Loose, at: Part[0]): Part[] {
  const { env, file } = section(one.password);
  return 'password' in one && (env === undefined) === (file === undefined)
    ? [[[...at, 'password'], 'needs one of env and file']]
    : [];
}

function checkData(app: Loose): Part[] {
  const parts: Part[] = [];
  const service = text(app.service) ?? (app.contract === 'sgos' ? 'app' : undefined);
  const message = "is the app's own service; name the one that keeps the data";
  const data = section(app.data);
  if (service !== undefined && section(data.postgres).service === service)
    parts.push([['data', 'postgres', 'service'], message]);
  const databases = list(data.mariadb).map((one) => section(one));
  databases.forEach((one, i) => {
    const at = ['data', 'mariadb', i];
    if (service !== undefined && one.service === service) parts.push([[...at, 'service'], message]);
    if (databases.findIndex((o) => o.service === one.service && o.database === one.database) < i)
      parts.push([at, 'names a database that stands above already']);
    parts.push(...checkPassword(one, at));
  });
  const servers = list(data.redis).map((one) => section(one));
  servers.forEach((one, i) => {
    const at = ['data', 'redis', i];
    if (service !== undefined && one.service === service) parts.push([[...at, 'service'], message]);
    if (servers.findIndex((o) => o.service === one.service) < i)
      parts.push([at, 'names a service that stands above already']);
    parts.push(...checkPassword(one, at));
    if (one.user !== undefined && one.password === undefined)
      parts.push([at, "needs password: where that user's password is in the container"]);
    const { cert, key } = section(one.tls);
    if ((cert === undefined) !== (key === undefined))
      parts.push([[...at, 'tls'], 'needs cert and key, or neither']);
  });
  list(data.services).forEach((name, i) => {
    if (service !== undefined && name === service) parts.push([['data', 'services', i], message]);
  });
  list(data.except).forEach((one, i) => {
    if (['volume', 'folder', 'service'].filter((key) => key in section(one)).length !== 1)
      parts.push([['data', 'except', i], 'needs one of volume, folder and service']);
  });
  list(app.secrets).forEach((secret, i) => {
    const { exact, format } = section(secret);
    if (exact === true && format === 'binary')
      parts.push([['secrets', i, 'exact'], 'needs names with values: format dotenv, yaml or json']);
  });
  const targets = list(app.secrets).map((secret) => text(section(secret).target));
  targets.forEach((target, i) => {
    if (target !== undefined && targets.indexOf(target) < i)
      parts.push([['secrets', i, 'target'], 'is written by another secret as well; give each its own file']);
  });
  return parts;
}
