import { wantedOf } from '../../../src/plan/provision/desired';
import { questions } from '../../../src/plan/provision/plan';
import { dockerPackages, systems } from '../../../src/plan/provision/systems';
import type { Resource } from '../../../src/protocol/steps/provision';
import { parse } from '../../fleet/file/sample';
import { annaKey, factsOf, fleetText, ofKind, planOf, provisionPlan, resources, wanted } from './sample';

const is = (kind: Resource['kind'], state: string, name = '') =>
  factsOf(wanted(), (one) => (one.kind === kind && JSON.stringify(one).includes(name) ? state : undefined));

describe('the plan of a host', () => {
  it('has no steps where everything is as wanted', () => {
    const plan = planOf(wanted(), factsOf(wanted()));
    expect(plan.steps).toEqual([]);
    expect(plan.provision).toMatchObject({ system: 'debian 13', drifts: [], same: resources().length });
  });

  it('installs packages first, and ends with firewall and sshd, each a step', () => {
    const { steps } = provisionPlan();
    expect(steps.map(({ id, retry }) => [id, retry])).toEqual([
      ['packages', 'long'],
      ['apply', 'short'],
      ['firewall', 'short'],
      ['sshd', 'short'],
    ]);
    const batch = steps[1]!.call.run === 'applyResources' ? steps[1]!.call.args.resources : [];
    expect(batch.some(({ kind }) => ['firewall', 'sshd', 'package', 'aptSource'].includes(kind))).toBe(false);
  });

  it.each([
    ['unit', 'disabled, inactive', 'docker.service', 'enabled, active'],
    ['file', '666 root:root 0', 'sudoers', /^440 root:root [0-9a-f]{8}…$/],
    ['user', 'groups docker', 'anna', 'groups roost-operators,docker'],
    ['keys', '1 of 1, 2 others', 'anna', '1 of 1 key, 0 others'],
    ['operators', 'anna ben', '', 'anna'],
    ['directory', '777 root:root', '/etc/roost', '755 root:root'],
    ['package', 'missing', 'rsync', 'installed'],
    ['group', 'missing', '', 'there'],
    [
      'firewall',
      'abc, rules changed by hand: > tcp dport 8080 accept',
      '',
      /^[0-9a-f]{8}…, rules as applied$/,
    ],
    ['sshd', 'abc, passwords for anna', '', /no passwords$/],
  ] as const)('shows both values of a %s that differs', (kind, state, name, want) => {
    const plan = planOf(wanted(), is(kind, state, name));
    const [drift, ...rest] = plan.provision.drifts.filter((one) => one.kind !== 'action');
    expect(rest).toEqual([]);
    expect(drift).toMatchObject({
      kind,
      is: kind === 'keys' ? '1 of 1 key, 2 others' : state,
      want: want instanceof RegExp ? expect.stringMatching(want) : want,
    });
    expect(plan.steps).toHaveLength(1);
  });

  it('makes the folders of apps and proxy that are not there, for the account of roost', () => {
    const text = fleetText()
      .replace(
        "2222'], ",
        "2222'], proxy: { kind: nginx, container: proxy, network: web, flags: /srv/proxy/flags, live: /srv/proxy/live }, ",
      )
      .replace(
        'apps: {}',
        'apps: { phone: { host: box, contract: compose, repository: /srv/git/phone, directory: /srv/apps/phone, service: web } }',
      );
    const fleet = parse(text);
    expect(ofKind(resources(wantedOf(fleet, fleet.hosts.box!)), 'ownFolder')).toEqual(
      ['/srv/apps/phone', '/srv/proxy/flags', '/srv/proxy/live'].map((path) => ({
        kind: 'ownFolder',
        path,
        owner: 'deploy',
      })),
    );
  });

  it('takes the restart that a file needs into the plan, behind the file', () => {
    const plan = planOf(wanted(), is('settings', 'missing'));
    const [step] = plan.steps;
    const kinds =
      step!.call.run === 'applyResources' ? step!.call.args.resources.map(({ kind }) => kind) : [];
    expect(kinds).toEqual(['settings', 'action']);
    expect(plan.warnings).toEqual([expect.stringContaining('Docker restarts once')]);
  });

  it('does the restart that a former run has left undone', () => {
    const plan = planOf(wanted(), is('action', 'due', 'restart-docker'));
    expect(plan.provision.drifts).toMatchObject([{ kind: 'action', name: 'restart-docker', is: 'due' }]);
  });

  it('keeps the keys of daemon.json that are not its own', () => {
    const present = Buffer.from('{"data-root":"/mnt/docker","log-driver":"syslog"}').toString('base64');
    const plan = planOf(wanted(), is('settings', present));
    const [step] = plan.steps;
    const [settings] =
      step!.call.run === 'applyResources' ? ofKind(step!.call.args.resources, 'settings') : [];
    expect(settings).toMatchObject({ is: present });
    expect(plan.provision.drifts[0]).toMatchObject({ is: '{"log-driver":"syslog"}' });
  });

  it('never replaces a daemon.json that cannot be read', () => {
    const present = Buffer.from('{"data-root": ').toString('base64');
    expect(() => planOf(wanted(), is('settings', present))).toThrow(
      'daemon.json on the host is not a JSON object',
    );
  });

  it('names what the firewall would close', () => {
    const facts = {
      ...is('firewall', 'no table'),
      listens: ['tcp 22 sshd', 'tcp 443 caddy', 'tcp 8080 docker-proxy'],
    };
    expect(planOf(wanted(), facts).warnings).toEqual([expect.stringContaining('tcp 8080 (docker-proxy)')]);
  });

  it('has the same hash for the same state, and another for another', () => {
    const one = planOf(wanted(), is('unit', 'disabled', 'docker.service'));
    expect(planOf(wanted(), is('unit', 'disabled', 'docker.service')).hash).toBe(one.hash);
    expect(planOf(wanted(), is('unit', 'masked', 'docker.service')).hash).not.toBe(one.hash);
  });

  it.each([
    ['arch', '', true, 'box is arch'],
    ['debian', '11', true, 'box is debian 11'],
    ['', '', true, 'box is an unknown system'],
    ['debian', '13', false, 'box runs without systemd'],
  ])('refuses %s %s', (id, version, systemd, says) => {
    expect(() => planOf(wanted(), { ...factsOf(wanted()), id, version, systemd })).toThrow(says);
  });
});

describe('what a host is asked', () => {
  it('needs no answer before it: all distributions at once, each thing once', () => {
    const asked = questions(wanted());
    const names = ofKind(asked, 'package').flatMap((one) => one.names);
    for (const system of systems)
      for (const { names: any } of dockerPackages(system)) expect(names).toEqual(expect.arrayContaining(any));
    expect(new Set(asked.map((one) => JSON.stringify(one))).size).toBe(asked.length);
  });

  it('covers every resource, whatever the port of SSH', () => {
    const facts = { ...factsOf(wanted()), sshPort: 2022 };
    expect(planOf(wanted(), facts).provision.drifts.map(({ kind }) => kind)).toEqual(['firewall']);
  });
});

describe('what a host is to be', () => {
  it('has the account of roost, operators with exactly their keys, and no others', () => {
    expect(ofKind(resources(), 'user').map(({ name }) => name)).toEqual(['deploy', 'anna']);
    expect(ofKind(resources(), 'keys')).toEqual([{ kind: 'keys', user: 'anna', keys: [annaKey] }]);
    expect(ofKind(resources(), 'operators')).toEqual([{ kind: 'operators', names: ['anna'] }]);
  });

  it('gives an operator without sudo neither sudo nor Docker', () => {
    const all = resources(wanted('{}', `{ ben: { keys: ['${annaKey}'], sudo: false } }`));
    expect(ofKind(all, 'user').at(-1)).toMatchObject({
      groups: ['roost-operators'],
      not: ['docker', 'sudo'],
    });
    expect(ofKind(all, 'file').find(({ path }) => path.includes('sudoers'))!.content).not.toContain('ben');
  });

  it('has operators only on their hosts', () => {
    const operators = `{ ben: { keys: ['${annaKey}'], hosts: [] } }`;
    expect(ofKind(resources(wanted('{}', operators)), 'operators')).toEqual([
      { kind: 'operators', names: [] },
    ]);
  });

  it("takes Docker's own repository only where the distribution's packages are too old", () => {
    const sources = systems.map((system) => ofKind(resources(wanted(), system), 'aptSource').length);
    expect(sources).toEqual([1, 0, 0, 0]);
  });

  it('leaves alone what the fleet file turns off', () => {
    const all = resources(wanted('{ docker: false, firewall: off, sshd: off, upgrades: false }'));
    const text = JSON.stringify(all);
    expect(text).not.toMatch(/docker|nft|sshd_config|unattended/);
    expect(ofKind(all, 'firewall')).toEqual([]);
  });

  it('opens the ports by which SSH comes, whatever else is open', () => {
    const [{ text } = { text: '' }] = ofKind(
      resources(wanted('{ firewall: { tcp: [], udp: [] } }')),
      'firewall',
    );
    expect(text).toContain('tcp dport { 22, 2222 } accept');
    expect(text).not.toContain('udp dport {');
    expect(text).toContain('ct status dnat meta l4proto tcp drop');
  });

  it('puts settings of the fleet file in the place of its own', () => {
    const [{ text } = { text: '' }] = ofKind(
      resources(
        wanted('{ sshd: { settings: { x11forwarding: "yes", AllowGroups: roost-operators deploy } } }'),
      ),
      'sshd',
    );
    expect(text).not.toContain('X11Forwarding no');
    expect(text).toMatch(/^x11forwarding yes\nAllowGroups roost-operators deploy$/m);
  });
});
