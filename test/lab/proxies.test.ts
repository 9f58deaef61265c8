/**
 * The real Caddy in front of a host: what its users meet while an app is
 * replaced and the maintenance page goes on and off.
 */
import { serveBy } from '../../lab/other-proxies';
import { failed, startTraffic, type Sample } from '../../lab/traffic';
import { adopted, DOMAIN, openStage, pause, type Stage } from './stage';
import { describeOnLab } from './support';

const kind: Record<string, unknown> = { 'hosts.hornbill.proxy.kind': 'caddy' };

describeOnLab('a host behind Caddy', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage('proxies', kind);
    await serveBy(stage.host, 'caddy');
  }, 600_000);
  afterAll(() => stage?.close(), 120_000);

  async function during(act: () => Promise<void>): Promise<Sample[]> {
    const traffic = startTraffic({
      url: stage.host.proxyUrl,
      domain: DOMAIN,
      every: 20,
      connections: ['new', 'kept'],
    });
    await act();
    return traffic.stop();
  }
  const lost = (samples: Sample[]): Sample[] => samples.filter(failed);

  it('is adopted, then replaced without a lost request, and back', async () => {
    await adopted(stage);
    const samples = await during(async () => {
      const deployed = await stage.deploy('v3-safe', '--strategy', 'rolling');
      expect(deployed.error).toBeUndefined();
      const back = await stage.rollback('--strategy', 'rolling');
      expect(back.error).toBeUndefined();
    });
    expect(lost(samples)).toEqual([]);
    expect(samples.length).toBeGreaterThan(500);
    expect((await stage.world()).serves?.version).toBe('1.1.0');
  }, 400_000);

  it('shows its maintenance page and takes it away without cutting a connection', async () => {
    const samples = await during(async () => {
      for (const verb of ['on', 'off']) {
        expect((await stage.roost.run(['maintenance', verb, 'phone'])).code).toBe(0);
        await pause(500);
      }
    });
    expect(samples.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(samples.some(({ status }) => status === 503)).toBe(true);
    expect(samples.at(-1)!.status).toBe(200);
  }, 60_000);

  it('is checked by what Caddy has loaded, and refused what it does not have', async () => {
    const check = async (): Promise<string> =>
      (await stage.roost.run(['check', 'phone'])).stdout.replace(/\s+/g, ' ');
    expect(await check()).toContain(`the site block of ${DOMAIN} reads the flags and the slots`);
    const folder = '/srv/proxy/hornbill';
    await stage.on(
      `cp ${folder}/Caddyfile ~/kept && printf '{\\n\\tauto_https off\\n}\\nhttp://${DOMAIN} {\\n\\treverse_proxy sgos-phone-app:8080\\n}\\n' >${folder}/Caddyfile && docker restart -t 1 sgos-proxy`,
    );
    await pause(2_000);
    expect(await check()).toContain('try_files /phone.flag /global.flag');
    const refused = await stage.deploy('v3-safe', '--strategy', 'rolling');
    expect([refused.error?.code, refused.error?.message]).toEqual([
      'RollingForbidden',
      expect.stringContaining('does not read the slots'),
    ]);
  }, 120_000);
});
