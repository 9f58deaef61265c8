/** Lines of Compose files, and how an owner starts them. */

export const BASE = 'registry:5000/roost-base:1';
export const serve =
  "command: [node, -e, \"require('http').createServer((q,r)=>r.end('ok')).listen(8080);process.on('SIGTERM',()=>process.exit(0))\"]";
export const check =
  'healthcheck: { test: [CMD, curl, -fsS, "http://127.0.0.1:8080/"], start_period: 10s, interval: 5s }';

/** `more`: lines of the service. */
export const web = (more: string[] = [], image = BASE, health = check): string =>
  [
    'services:',
    '  web:',
    ...[`image: ${image}`, serve, health, ...more].filter(Boolean).map((l) => `    ${l}`),
    '',
  ].join('\n');
export const up = 'docker compose up -d --wait';
export const dead = web().replace('listen(8080)', 'listen(9999)');
