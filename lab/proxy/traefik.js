// A stand-in for Traefik, which no package registry has. It follows the documented rules of what roost uses: the file provider
// (a folder, names in order, the first definition of a name counts, changes gathered for a while, a file that cannot be read
// leaves everything as it was), routers of Docker labels, priorities, entry points, `headers` and `redirectRegex`.
//   node traefik.js FOLDER WEB-PORT ROOST-PORT [DOCKER-SOCKET]; YAML_MODULE names the folder of the package yaml
const { readFileSync, readdirSync, watch } = require('node:fs');
const http = require('node:http');
const { join } = require('node:path');
const { parse } = require(process.env.YAML_MODULE ?? 'yaml');

const [folder, web, asked, socket] = process.argv.slice(2);
const throttle = Number(process.env.THROTTLE_MS ?? 2000);
const agent = new http.Agent({ keepAlive: true });
let files = empty();
let labels = empty();
let live = empty();

function empty() {
  return { routers: {}, services: {}, middlewares: {} };
}

function readFolder() {
  const merged = empty();
  for (const name of readdirSync(folder).sort()) {
    if (!/\.(ya?ml|toml)$/.test(name)) continue;
    const text = readFileSync(join(folder, name), 'utf8');
    if (text.includes('{{')) throw new Error(`${name} opens a template`);
    const { http: found = {} } = parse(text) ?? {};
    for (const kind of Object.keys(merged))
      for (const [key, value] of Object.entries(found[kind] ?? {})) merged[kind][key] ??= value;
  }
  return merged;
}

/** Names of a provider are known elsewhere with its name behind them. */
function named(part, provider) {
  const other = (name) => (name.includes('@') ? name : `${name}@${provider}`);
  const all = empty();
  for (const kind of Object.keys(all))
    for (const [key, value] of Object.entries(part[kind])) all[kind][other(key)] = value;
  for (const [key, router] of Object.entries(all.routers))
    all.routers[key] = {
      ...router,
      service: other(router.service),
      middlewares: (router.middlewares ?? []).map(other),
    };
  return all;
}

let timer;
let last = 0;
function changed() {
  if (timer) return;
  const wait = Math.max(0, last + throttle - Date.now());
  timer = setTimeout(() => {
    timer = undefined;
    last = Date.now();
    const [a, b] = [named(files, 'file'), named(labels, 'docker')];
    live = empty();
    for (const kind of Object.keys(live)) live[kind] = { ...a[kind], ...b[kind] };
  }, wait);
}

function reread() {
  try {
    files = readFolder();
    changed();
  } catch (error) {
    console.error(`kept what was: ${error.message}`);
  }
}

const hosts = (rule) => [...rule.matchAll(/Host\(`([^`]+)`\)/g)].map(([, host]) => host);

function routerFor(entry, host) {
  return Object.values(live.routers)
    .filter((one) => (one.entryPoints ?? ['web']).includes(entry) && one.tls === undefined)
    .filter((one) => hosts(one.rule).includes(host))
    .sort((a, b) => (b.priority ?? b.rule.length) - (a.priority ?? a.rule.length))[0];
}

let turn = 0;
function serve(entry) {
  return (request, response) => {
    const router = routerFor(entry, (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase());
    const service = router && live.services[router.service];
    if (!service) return void response.writeHead(404).end('404 page not found\n');
    const headers = { ...request.headers };
    for (const name of router.middlewares) {
      const { redirectRegex, headers: own } = live.middlewares[name] ?? {};
      if (redirectRegex) return void response.writeHead(302, { location: redirectRegex.replacement }).end();
      for (const [key, value] of Object.entries(own?.customRequestHeaders ?? {}))
        headers[key.toLowerCase()] = value;
    }
    const { servers } = service.loadBalancer;
    if (servers.length === 0) return void response.writeHead(503).end('no available server\n');
    forward(new URL(servers[turn++ % servers.length].url), headers, request, response);
  };
}

function forward(to, headers, request, response, again = true) {
  const { hostname, port } = to;
  const sent = http.request(
    { agent, hostname, port, method: request.method, path: request.url, headers },
    (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  sent.on('error', () => {
    // As Go's transport: a kept connection that its other side has closed is no failure of a request without a body.
    if (again && sent.reusedSocket && request.method === 'GET' && !response.headersSent)
      return forward(to, headers, request, response, false);
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  request.pipe(sent);
}

/** Containers that are healthy or have no health check; one service for those whose labels name the same one. */
function fromDocker(containers) {
  const found = empty();
  for (const { Labels, Status, Names, NetworkSettings } of containers) {
    if (Labels['traefik.enable'] !== 'true' || /\((unhealthy|health: starting)\)/.test(Status)) continue;
    const own = Labels['com.docker.compose.service'] ?? Names[0].slice(1);
    const [address] = Object.values(NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
    const service = (found.services[own] ??= { loadBalancer: { servers: [] } });
    service.loadBalancer.servers.push({ url: `http://${address}:8080` });
    for (const [key, rule] of Object.entries(Labels)) {
      const [, name] = /^traefik\.http\.routers\.([^.]+)\.rule$/.exec(key) ?? [];
      if (name)
        found.routers[name] = { rule, service: Labels[`traefik.http.routers.${name}.service`] ?? own };
    }
  }
  return found;
}

let seen = '';
function askDocker() {
  http
    .get({ socketPath: socket, path: '/containers/json' }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () => {
        const found = fromDocker(JSON.parse(text));
        if (JSON.stringify(found) === seen) return;
        seen = JSON.stringify(found);
        labels = found;
        changed();
      });
    })
    .on('error', () => undefined);
}

reread();
watch(folder, reread);
if (socket) setInterval(askDocker, 200);
http.createServer(serve('web')).listen(Number(web));
http.createServer(serve('roost')).listen(Number(asked), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
