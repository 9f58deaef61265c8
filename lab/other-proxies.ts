/** Other proxies than nginx in front of a lab host, in the same container's name and with the lines that roost prints. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { proxyOf } from '../src/host/proxies';
import { caddyProgram } from './caddy';
import { docker } from './engine';
import { asRoot, exec } from './exec';
import type { FleetEdit } from './fleet-edit';
import { sources } from './paths';
import { apps, proxyContainer, proxyFolder } from './proxy';
import { statusOf, until } from './run';
import type { LabHost } from './types';

export type OtherProxy = 'caddy' | 'traefik';

const image = 'registry:5000/roost-base:1';
const probe = 'http://127.0.0.1:8079';

/** What hosts of this process's labs have: nginx, or what ROOST_LAB_PROXY names. */
export function labProxy(): OtherProxy | undefined {
  const kind = process.env.ROOST_LAB_PROXY;
  return kind === 'caddy' || kind === 'traefik' ? kind : undefined;
}

/** What the fleet file says of it. */
export const proxyEdit = (host: LabHost, kind: OtherProxy): FleetEdit => ({
  [`hosts.${host.name}.proxy`]: proxySection(host, kind),
});

/** `kind` undefined: nginx. */
export function proxySection(host: Pick<LabHost, 'name'>, kind: OtherProxy | undefined): object {
  const folder = proxyFolder(host);
  const files =
    kind === 'traefik'
      ? { dynamic: `${folder}/dynamic` }
      : { flags: `${folder}/flags`, live: `${folder}/live` };
  const same = { container: proxyContainer, network: 'sgos', url: 'http://127.0.0.1:80', probe };
  return { kind, ...same, ...files };
}

/** Takes the former proxy away. Of Traefik a stand-in serves, since no package registry has the real one. */
export async function serveBy(host: LabHost, kind: OtherProxy): Promise<void> {
  const args = await (kind === 'caddy' ? caddy(host) : traefik(host));
  await asRoot(host, `docker rm -f ${proxyContainer}`);
  await exec(host, [
    'docker', 'run', '-d', '--name', proxyContainer, '--restart', 'unless-stopped', '--network', 'sgos', '-p', '80:80', ...args,
  ]); // prettier-ignore
  await until(`${kind} on ${host.name}`, async () => (await statusOf(host.proxyUrl)) !== 0);
}

async function caddy(host: LabHost): Promise<string[]> {
  const program = await caddyProgram();
  if (!program) throw new Error('Caddy cannot be fetched');
  const folder = proxyFolder(host);
  await docker(['cp', program, `${host.container}:${folder}/caddy`]);
  await asRoot(host, `chmod 0755 ${folder}/caddy`);
  await exec(host, ['tee', `${folder}/Caddyfile`], { input: caddyfile(folder) });
  const mounts = ['flags', 'live'].flatMap((name) => ['-v', `${folder}/${name}:/${name}:ro`]);
  const files = [
    '-v',
    `${folder}/Caddyfile:/etc/caddy/Caddyfile:ro`,
    '-v',
    `${folder}/caddy:/usr/bin/caddy:ro`,
  ];
  return [...mounts, ...files, image, 'caddy', 'run', '--config', '/etc/caddy/Caddyfile'];
}

/** Without TLS, which `http://` says. */
function caddyfile(folder: string): string {
  const { lines } = proxyOf({
    kind: 'caddy',
    container: proxyContainer,
    network: 'sgos',
    flags: `${folder}/flags`,
    live: `${folder}/live`,
    url: '',
    probe,
  });
  const mounts = ['flags', 'live'].map((name) => ({ source: `${folder}/${name}`, target: `/${name}` }));
  const sites = apps.map(({ app, domain, container, port }) =>
    lines({ name: app, domain, container, port: Number(port) }, mounts)
      .join('\n')
      .replace(`${domain} {`, `http://${domain} {`),
  );
  return ['{\n\tauto_https off\n}', ...sites, ''].join('\n');
}

async function traefik(host: LabHost): Promise<string[]> {
  const folder = proxyFolder(host);
  const yaml = dirname(require.resolve('yaml/package.json'));
  await docker(['cp', yaml, `${host.container}:${folder}/yaml`]);
  await exec(host, ['tee', `${folder}/traefik.js`], {
    input: await readFile(join(sources, 'proxy', 'traefik.js'), 'utf8'),
  });
  await exec(host, ['mkdir', '-p', `${folder}/dynamic`]);
  const routers = Object.fromEntries(
    apps.map(({ app, domain }) => [app, { rule: `Host(\`${domain}\`)`, service: `roost-${app}` }]),
  );
  await exec(host, ['tee', `${folder}/dynamic/people.yml`], { input: stringify({ http: { routers } }) });
  const mounts = ['dynamic', 'traefik.js', 'yaml'].flatMap((name) => ['-v', `${folder}/${name}:/${name}:ro`]);
  return [
    ...mounts, '-v', '/var/run/docker.sock:/var/run/docker.sock', '-e', 'YAML_MODULE=/yaml',
    image, 'node', '/traefik.js', '/dynamic', '80', '8079', '/var/run/docker.sock',
  ]; // prettier-ignore
}
