/** Which domain leads where, by lines of nginx and Caddy configurations. Pure. */
import type { Route } from './types';

const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

export const isDomain = (text: string): boolean => DOMAIN.test(text) && !/^[\d.]+$/.test(text);

/** `nginx …` and `caddy …` are lines of a file, `file …` begins another. */
export function routesOf(lines: string[]): Route[] {
  const files: { by: Route['by']; lines: string[] }[] = [];
  for (const line of lines) {
    const [, kind] = /^file (nginx|caddy) /.exec(line) ?? [];
    if (kind) files.push({ by: kind as Route['by'], lines: [] });
    const [, by, said] = /^(nginx|caddy) (.*)$/.exec(line) ?? [];
    const file = files.at(-1);
    if (file && by === file.by && file.lines.length < 2_000) file.lines.push(said!.trim());
  }
  const found = files.flatMap((file) => (file.by === 'nginx' ? nginx(file.lines) : caddy(file.lines)));
  return found.filter(
    (one, i) => found.findIndex((other) => other.domain === one.domain && other.to === one.to) === i,
  );
}

function nginx(lines: string[]): Route[] {
  const upstreams = new Map<string, string>();
  const found: Route[] = [];
  let depth = 0;
  /** Of the block that is read. */
  let block = 0;
  let upstream = '';
  let domains: string[] = [];
  let targets: string[] = [];
  const close = (): void => {
    for (const domain of domains)
      for (const target of targets.slice(0, 1)) found.push({ by: 'nginx', domain, ...addressOf(target) });
    domains = [];
    targets = [];
  };
  for (const line of lines) {
    const [, name] = /^upstream\s+(\S+?)\s*\{?$/.exec(line) ?? [];
    const [, server] = /^server\s+([^\s;]+)[^;]*;$/.exec(line) ?? [];
    if (name !== undefined || /^server\s*\{$/.test(line)) block = depth;
    if (name !== undefined) upstream = name;
    else if (server !== undefined && upstream !== '' && !upstreams.has(upstream))
      upstreams.set(upstream, server);
    else if (line.startsWith('server_name'))
      domains.push(
        ...line
          .replace(/;$/, '')
          .split(/\s+/)
          .slice(1)
          .map((one) => one.toLowerCase())
          .filter(isDomain),
      );
    else if (line.startsWith('proxy_pass')) targets.push(line.slice(10).replace(/;$/, '').trim());
    if (line.endsWith('{')) depth += 1;
    if (line === '}') {
      depth = Math.max(0, depth - 1);
      if (depth === block) {
        upstream = '';
        close();
      }
    }
  }
  close();
  // An upstream may stand below the server that names it.
  return found.map((route) => {
    const server = upstreams.get(route.to);
    return server === undefined ? route : { ...route, ...addressOf(server) };
  });
}

function caddy(lines: string[]): Route[] {
  const found: Route[] = [];
  let depth = 0;
  let domains: string[] = [];
  for (const line of lines) {
    if (depth === 0 && line.endsWith('{'))
      domains = line
        .slice(0, -1)
        .split(/[\s,]+/)
        .flatMap(siteOf);
    const [, target] = /^(?:handle\S*.*\{\s*)?reverse_proxy\s+(?:[/*@]\S*\s+)?([^\s{]+)/.exec(line) ?? [];
    if (target !== undefined)
      for (const domain of domains)
        if (!found.some((one) => one.domain === domain))
          found.push({ by: 'caddy', domain, ...addressOf(target) });
    if (line.endsWith('{')) depth += 1;
    if (line.startsWith('}')) depth = Math.max(0, depth - 1);
  }
  return found;
}

/** `https://a.example:443` as its domain; nothing for ports, snippets and variables. */
export function siteOf(address: string): string[] {
  const domain = address
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[:/].*$/, '');
  return isDomain(domain) ? [domain] : [];
}

/** `http://web:8080/x`, `127.0.0.1:8080`, `web`. */
function addressOf(target: string): Pick<Route, 'to' | 'port'> {
  const bare = target.replace(/^[a-z0-9]+:\/\//, '').replace(/\/.*$/, '');
  const [, to = bare, port] = /^(.*):(\d{1,5})$/.exec(bare) ?? [];
  return { to: to.slice(0, 253), port: port === undefined ? null : Number(port) };
}
