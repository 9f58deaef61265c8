import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asRoot, exec } from './exec';
import { sources } from './paths';
import { statusOf, until } from './run';
import type { LabHost } from './types';

export const proxyContainer = 'sgos-proxy';

/** Apps that the proxy knows: `container` is how the deploy script names the serving one. */
export const apps = [
  { app: 'phone', domain: 'phone.sgos.example', container: 'sgos-phone-app', port: '8080' },
  { app: 'site', domain: 'site.sgos.example', container: 'site-web', port: '8080' },
];

export const proxyFolder = (host: Pick<LabHost, 'name'>): string => `/srv/proxy/${host.name}`;

async function template(name: string, values: Record<string, string>): Promise<string> {
  const text = await readFile(join(sources, 'proxy', name), 'utf8');
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key]!);
}

async function config(): Promise<string> {
  const servers = await Promise.all(apps.map((values) => template('app.conf', values)));
  return template('nginx.conf', { apps: servers.join('\n') });
}

/** nginx in front of the host's apps, on the fleet's external network. */
export async function startProxy(host: LabHost): Promise<void> {
  const folder = proxyFolder(host);
  await asRoot(host, `install -d -o deploy -g deploy ${folder} ${folder}/flags ${folder}/live`);
  await exec(host, ['tee', `${folder}/nginx.conf`], { input: await config() });
  await exec(host, [
    'docker', 'run', '-d', '--name', proxyContainer, '--restart', 'unless-stopped', '--network', 'sgos', '-p', '80:80',
    '-v', `${folder}/nginx.conf:/etc/nginx/nginx.conf:ro`, '-v', `${folder}/flags:/flags:ro`, '-v', `${folder}/live:/live:ro`,
    'registry:5000/roost-base:1', 'nginx', '-g', 'daemon off;',
  ]); // prettier-ignore
  await until(`nginx on ${host.name}`, async () => (await statusOf(host.proxyUrl)) !== 0);
}
