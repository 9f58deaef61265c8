import { proxyFacts, proxyFindings, slotsMissing } from '../../../src/inspect/check/proxy';
import { scene, type Scene } from '../../client/scene';

let at: Scene;
beforeEach(() => (at = scene()));
afterEach(() => at.remove());

const facts = (state = 'running') =>
  ({ proxy: { state, mounts: [{ source: at.root, target: '/etc/proxy' }], network: true } }) as never;
const conf = (text: string): string => `# configuration file /etc/nginx/nginx.conf:\n${text}`;
const seen = async (text: string, kind?: 'caddy') => {
  at.write('conf', text);
  at.program('docker', `case "$*" in 'exec proxy nginx -T' | *2019*) cat ${at.root}/conf;; *) exit 1;; esac`);
  const host = at.fleet().hosts.hornbill!;
  host.proxy = { ...host.proxy!, kind };
  const app = { ...at.fleet().apps.phone!, domain: 'phone.sgos.example' };
  const behind = await proxyFacts(at.host, host, facts());
  return { findings: proxyFindings(app, host, behind), missing: slotsMissing(app, host, behind) };
};

test('where the block lacks the slots, the lines to paste have the paths of the container', async () => {
  const { findings, missing } = await seen(conf('server { server_name phone.sgos.example; }'));
  expect(findings).toMatchObject([{ check: 'proxy', state: 'fail' }]);
  expect(findings[0]!.says).toContain('does not read the maintenance flags and the slots');
  expect(findings[0]!.lines).toContain('  if (-f /etc/proxy/flags/phone.flag) { return 503; }');
  expect(missing).toEqual([expect.stringContaining('does not read the slots')]);
});

test('what was pasted is verified', async () => {
  const { findings } = await seen(conf('server { server_name phone.sgos.example; }'));
  const { findings: after, missing } = await seen(conf(findings[0]!.lines!.join('\n')));
  expect([after[0]!.state, missing]).toEqual(['ok', []]);
});

test('Caddy is read by its admin interface', async () => {
  const route = { match: [{ host: ['phone.sgos.example'] }], handle: [] };
  const json = JSON.stringify({ apps: { http: { servers: { s: { routes: [route] } } } } });
  const { findings } = await seen(json, 'caddy');
  expect(findings).toMatchObject([{ state: 'fail' }]);
  expect(findings[0]!.lines).toContain('\t\troot /etc/proxy/live');
});

test('a proxy that tells nothing is no reason against anything, and one that does not run is not asked', async () => {
  const { findings, missing } = await seen('');
  expect([findings.map(({ state }) => state), missing]).toEqual([['unknown'], []]);
  expect(await proxyFacts(at.host, at.fleet().hosts.hornbill!, facts('exited'))).toBeNull();
});
