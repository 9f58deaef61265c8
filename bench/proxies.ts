/** What users meet behind each kind of proxy: a rolling deploy, and the maintenance page on and off. */
import type { Lab } from '../lab';
import { writeFleet } from '../lab/fleet-edit';
import { proxyEdit, serveBy, type OtherProxy } from '../lab/other-proxies';
import type { RoostCli } from '../lab/roost';
import { sleep } from '../lab/run';
import { failed, startTraffic, type Sample } from '../lab/traffic';

export interface Met {
  requests: number;
  /** Without an answer of the app, by connection. */
  lostNew: number;
  lostKept: number;
  /** While the page went on and off: answers that were neither the app nor the page. */
  cut: number;
}

/** Behind the proxy that is there now. `deploy`: one rolling deploy. `page`: the status of the maintenance page. */
export async function metBehind(
  lab: Lab,
  roost: RoostCli,
  deploy: () => Promise<unknown>,
  page: number,
): Promise<Met> {
  const { proxyUrl } = lab.hosts[0]!;
  const during = async (act: () => Promise<unknown>): Promise<Sample[]> => {
    const domain = 'phone.sgos.example';
    const traffic = startTraffic({ url: proxyUrl, domain, every: 20, connections: ['new', 'kept'] });
    await act();
    return traffic.stop();
  };
  const rolled = await during(deploy);
  const shown = await during(async () => {
    for (const verb of ['on', 'off']) {
      await roost.run(['maintenance', verb, 'phone']);
      await sleep(3_000);
    }
  });
  const lost = (kind: Sample['connection']): number =>
    rolled.filter((sample) => failed(sample) && sample.connection === kind).length;
  return {
    requests: rolled.length + shown.length,
    lostNew: lost('new'),
    lostKept: lost('kept'),
    cut: shown.filter((sample) => failed(sample) && sample.status !== page).length,
  };
}

/** Another proxy takes the place of the one that is there, and goes by the release that serves. */
export async function changeTo(lab: Lab, kind: OtherProxy, deploy: () => Promise<unknown>): Promise<void> {
  await serveBy(lab.hosts[0]!, kind);
  writeFleet(lab.fleetFile, lab.fleetFile, proxyEdit(lab.hosts[0]!, kind));
  await deploy();
}
