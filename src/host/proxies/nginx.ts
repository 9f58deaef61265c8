/** nginx: `if (-f FILE)` in the server block of each app. Pure. */
import { posix } from 'node:path';
import type { ProxyConfig } from '../../fleet/file/host/types';
import { shellScript } from '../../lib/shell-script';
import { flagFiles, inContainer, looksAt } from './flag-files';
import { slotAlias } from './slots';
import type { Proxy } from './types';

const read = shellScript(__dirname, 'read-nginx');

export const nginx = (config: ProxyConfig): Proxy => ({
  ...flagFiles(config),
  place: 'server block',
  read: () => read(config.container),
  configured(loaded, app) {
    // `nginx -T` begins each file so.
    if (!loaded.includes('# configuration file ')) return null;
    const blocks = serverBlocks(loaded).filter((block) => serves(block, app.domain ?? ''));
    const looks = blocks.map((block) => looksAt(block, app, /\$\{?\w+\}?/));
    return {
      site: blocks.length > 0,
      maintenance: looks.some(({ maintenance }) => maintenance),
      slots: looks.some(({ slots }) => slots),
    };
  },
  lines(app, mounts) {
    const { name, domain, port = 80, container } = app;
    const flags = inContainer(config.flags, mounts) ?? '/flags';
    const live = inContainer(config.live, mounts) ?? '/live';
    return [
      'server {',
      '  listen 80;',
      `  server_name ${domain};`,
      '  resolver 127.0.0.11 valid=1s ipv6=off;',
      `  set $backend ${container}:${port};`,
      `  if (-f ${posix.join(live, name)}.blue) { set $backend ${slotAlias(name, 'blue')}:${port}; }`,
      `  if (-f ${posix.join(live, name)}.green) { set $backend ${slotAlias(name, 'green')}:${port}; }`,
      `  if (-f ${flags}/global.flag) { return 503; }`,
      `  if (-f ${flags}/${name}.flag) { return 503; }`,
      '  error_page 503 @maintenance;',
      '  location / {',
      '    proxy_pass http://$backend;',
      '    proxy_set_header Host $host;',
      '  }',
      '  location @maintenance {',
      '    default_type text/html;',
      '    add_header Retry-After 10 always;',
      "    return 503 '<h1>Maintenance</h1>';",
      '  }',
      '}',
    ];
  },
});

/** The text of each `server { … }`, comments left out. */
export function serverBlocks(text: string): string[] {
  const plain = text.replace(/^\s*#.*$/gm, '');
  const blocks: string[] = [];
  for (const match of plain.matchAll(/(?<=^|[\s;{}])server\s*\{/g)) {
    let depth = 0;
    let at = match.index + match[0].length - 1;
    const start = at;
    // A brace in a quoted page would end the block too early: quotes are skipped.
    for (const [token] of plain
      .slice(start)
      .matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\$\{|[{}]|[^'"${}]+|[\s\S]/g)) {
      at += token.length;
      if (token === '{') depth += 1;
      if (token === '${') depth += 1;
      if (token === '}') depth -= 1;
      if (depth === 0) break;
    }
    blocks.push(plain.slice(start, at));
  }
  return blocks;
}

function serves(block: string, domain: string): boolean {
  const names = [...block.matchAll(/(?<=^|[\s;{}])server_name\s+([^;]+);/g)].flatMap(([, all = '']) =>
    all.trim().toLowerCase().split(/\s+/),
  );
  return names.some((name) => {
    if (name === domain) return true;
    if (name.startsWith('*.')) return domain.endsWith(name.slice(1));
    return name.startsWith('.') && `.${domain}`.endsWith(name);
  });
}
