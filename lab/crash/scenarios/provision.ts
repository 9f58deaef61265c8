import { randomBytes } from 'node:crypto';
import { bareHost, type BareHost } from '../../../test/systemd/bare/host';
import { sleep } from '../../run';
import type { Control } from '../control';
import type { Lane } from '../lane';
import { untilQuiet } from '../run';
import type { Scenario } from './types';

const name = 'box';
const cutFor = 2;

/** By what all copies of a lane share. */
const boxes = new WeakMap<Control, BareHost>();

const boxOf = ({ control }: Lane): BareHost => boxes.get(control)!;

/** A bare host with a systemd: it stays reachable, is what the fleet file says, and a second run changes nothing. */
export const provision: Scenario = {
  name: 'provision',
  workflow: 'provision',
  hosts: 0,
  // Docker is not there before, and its disk is not one of its own; to install packages takes longer than limits that are scaled.
  faults: ['worker', 'ssh', 'temporal', 'host'],
  request: async () => ({}),
  async bring(lane) {
    await boxes.get(lane.control)?.remove();
    const number = 100 + ((process.pid + lane.lab.hosts.indexOf(lane.host)) % 100);
    const box = bareHost(number);
    boxes.set(lane.control, box);
    lane.onClose(() => boxOf(lane).remove());
    await box.start();
    const { keyFile } = box.target();
    lane.fleet({
      [`hosts.${name}`]: { user: 'deploy', addresses: [box.address], hostKey: box.hostKey, key: keyFile },
      operators: { anna: { keys: [box.newKey('anna').line] } },
      provision: { timeZone: 'Europe/Vienna', networks: ['shared'], revertAfter: '10s' },
    });
  },
  begin: (lane) => begin(lane, { user: 'root' }),
  strikes: ['packages', 'apply', 'firewall', 'sshd'],
  blows: {
    ssh: {
      async strike(lane) {
        const cut = `systemctl stop ssh.socket ssh.service; pkill -x 'sshd.*'; sleep ${cutFor}; systemctl start ssh.service`;
        boxOf(lane).run(`systemd-run --collect --quiet sh -c "sleep 0.2; ${cut}"`);
        await sleep(500);
      },
      lasts: cutFor * 1_000,
      mend: (lane) => answers(lane, 'root'),
    },
    host: {
      strike: (lane) => boxOf(lane).stop(),
      lasts: 500,
      mend: (lane) => boxOf(lane).start(),
    },
  },
  async here(lane) {
    const box = boxOf(lane);
    const logins = ['root', 'deploy', 'anna'].map((user) => {
      const key = user === 'anna' ? box.newKey('anna').file : undefined;
      const { code, out } = box.run('sudo -n id -u', { user, ...(key && { key }) });
      return `${user}: ${code === 0 ? out : 'refused'}`;
    });
    if (logins[1] !== 'deploy: 0') return logins;
    const again = await untilQuiet(lane, await begin(lane, {}));
    const drifts = again.result?.plan?.kind === 'provision' ? again.result.plan.provision.drifts : [];
    return [
      ...logins,
      `second run: ${again.outcome}`,
      ...drifts.map((drift) => `drift: ${drift.kind} ${drift.name}`),
      ...box.run('docker network inspect -f "{{.Name}}" shared').out.split('\n'),
    ];
  },
};

async function begin(lane: Lane, more: { user?: string }): Promise<string> {
  const id = ['provision', name, randomBytes(4).toString('hex')].join('-');
  const args = [{ host: name, by: 'matrix', ...more }];
  await lane.ask((runs) => runs.start({ workflow: 'provision', id, args, host: name, summary: id }));
  return id;
}

async function answers(lane: Lane, user: string): Promise<void> {
  for (let left = 60; left > 0; left -= 1) {
    if (boxOf(lane).run('true', { user }).code === 0) return;
    await sleep(500);
  }
  throw new Error('the host does not answer any more');
}
