/**
 * A bare host with a real systemd is provisioned; drift, lock-outs,
 * and a worker that dies at the worst moment.
 */
import { provisionWorld } from '../activities/provision/world';
import { bareHost, bareObstacle, type BareHost } from '../systemd/bare/host';

const obstacle = bareObstacle();
const describeBare = obstacle ? describe.skip : describe;
if (obstacle && process.env.CI === 'true') test('a bare host', () => expect(obstacle).toBeUndefined());

jest.setTimeout(600_000);

describeBare('a bare host', () => {
  let box: BareHost;
  let world: ReturnType<typeof provisionWorld>;
  let more = '';
  let operators = '';

  const text = (): string => `
fleet: home
operators: { ${operators} }
provision: { timeZone: Europe/Vienna, networks: [shared], revertAfter: 10s, sysctl: { net.ipv4.tcp_syncookies: 1 } ${more} }
hosts:
  box: { user: deploy, addresses: ['${box.address}'], hostKey: '${box.hostKey}', key: ${box.newKey('login').file} }
apps:
  phone: { host: box, contract: compose, repository: 'git@github.example:team/phone.git', directory: /srv/apps/phone, service: web }
`;
  const again = () => world.provision({ host: 'box' });
  const root = (program: string): string => {
    const { code, out } = box.run(program);
    if (code !== 0) throw new Error(`${program}: ${out}`);
    return out;
  };

  beforeAll(async () => {
    box = bareHost(77);
    await box.start();
    world = provisionWorld(text);
    operators = `anna: { keys: ['${box.newKey('anna').line}'] }, ben: { keys: ['${box.newKey('ben').line}'] }`;
  });
  afterAll(async () => {
    await world?.close();
    await box?.remove();
  });

  it('becomes what the fleet file says, by root; then by its own account it takes 0 changes', async () => {
    expect(await world.compare()).toEqual([{ host: 'box', state: 'not seen', why: 'HostAuthFailed' }]);
    const before = await world.planRecovery({ host: 'box', user: 'root' });
    expect(before.recover.apps).toMatchObject([{ app: 'phone' }]);
    const first = await world.provision({ host: 'box', user: 'root' });
    expect(Object.keys(first.notes)).toEqual(['packages', 'apply', 'firewall', 'sshd']);
    expect(first.notes.sshd).toMatch(/confirmed by a new connection/);
    expect(root('docker compose version --short && docker network inspect -f "{{.Name}}" shared')).toMatch(
      /^2.*\nshared$/s,
    );
    expect(box.run('sudo -n id -u', { user: 'anna', key: box.newKey('anna').file }).out).toBe('0');

    expect(root('stat -c %U /srv/apps/phone')).toBe('deploy');
    // The plan that was read is the plan of the run that has provisioned the host.
    expect((await world.planRecovery({ host: 'box' })).hash).toBe(before.hash);

    const second = await again();
    expect(second.plan.provision).toMatchObject({ drifts: [], same: expect.any(Number) });
    expect(second.plan.steps).toEqual([]);
    process.stderr.write(`first run ${first.took / 1000} s, second run ${second.took / 1000} s\n`);
  });

  it('shows ten kinds of drift with both values, and takes them back', async () => {
    root(`set -e
      echo 'PasswordAuthentication yes' > /etc/ssh/sshd_config.d/00-roost.conf
      nft add rule inet roost input tcp dport 8080 accept
      systemctl disable --now docker.service docker.socket 2>/dev/null
      gpasswd -d anna docker >/dev/null
      chmod 644 /etc/sudoers.d/roost
      echo '{}' > /etc/docker/daemon.json
      echo '${box.newKey('other').line}' >> ~anna/.ssh/authorized_keys
      apt-get remove -y -q age >/dev/null
      ln -sfn /usr/share/zoneinfo/Asia/Tokyo /etc/localtime
      echo '[Journal]' > /etc/systemd/journald.conf.d/roost.conf
      rm -f /etc/sysctl.d/60-roost.conf
      chmod 700 /etc/roost`);
    const { provision } = await world.plan({ host: 'box' });
    const kinds = new Set(provision.drifts.filter(({ kind }) => kind !== 'action').map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual([
      'directory',
      'file',
      'firewall',
      'keys',
      'network',
      'package',
      'settings',
      'sshd',
      'sysctl',
      'timeZone',
      'unit',
      'user',
    ]);
    expect(provision.drifts).toContainEqual(
      expect.objectContaining({ kind: 'firewall', is: expect.stringContaining('> tcp dport 8080 accept') }),
    );
    expect(provision.drifts).toContainEqual(
      expect.objectContaining({ kind: 'keys', is: '1 of 1 key, 1 others', want: '1 of 1 key, 0 others' }),
    );
    expect(await world.compare()).toEqual([
      { host: 'box', state: 'differs', differ: provision.drifts.length },
    ]);
    await again();
    expect(await world.compare()).toEqual([{ host: 'box', state: 'as wanted' }]);
    expect(world.looks().box).toMatchObject({ provisioned: true, drifts: [] });
    expect(root('nft list table inet roost')).not.toContain('8080');
  });

  it('is as it was where the worker dies between a change and its confirmation', async () => {
    more = ', firewall: { tcp: [80] }, sshd: { settings: { X11Forwarding: "yes" } }';
    for (const kind of ['firewall', 'sshd'] as const) {
      const halves = await world.tried({ host: 'box' }, kind);
      expect(halves).toMatch(/armed yes/);
      // The next attempt waits until the host has taken it back, and does it again.
    }
    const ran = await again();
    expect(ran.notes).toMatchObject({
      firewall: expect.stringMatching(/new connection/),
      sshd: expect.stringMatching(/new connection/),
    });
    expect((await world.plan({ host: 'box' })).steps).toEqual([]);
    more = '';
    await again();
  });

  it.each([
    ['rules without SSH', 'firewall', 'WouldLockOut'],
    ['sshd for nobody', ', sshd: { settings: { AllowUsers: nobody } }', 'WouldLockOut'],
    ['sshd without public keys', ', sshd: { settings: { PubkeyAuthentication: "no" } }', 'WouldLockOut'],
    [
      'sshd that refuses the host key',
      ', sshd: { settings: { HostKeyAlgorithms: rsa-sha2-512 } }',
      'WouldLockOut',
    ],
    ['sshd that does not parse', ', sshd: { settings: { Frobnicate: "yes" } }', 'ProvisionFailed'],
    [
      'sshd with a value that does not parse',
      ', sshd: { settings: { LoginGraceTime: soon } }',
      'ProvisionFailed',
    ],
  ])('stays reachable after %s', async (_, change, code) => {
    more = change === 'firewall' ? ', firewall: { tcp: [81] }' : change;
    const rules = (plan: string) => plan.replace(/tcp dport \{ [^}]* \} accept/, 'tcp dport { 9 } accept');
    const failed = change === 'firewall' ? world.provision({ host: 'box' }, undefined, rules) : again();
    await expect(failed).rejects.toMatchObject({ type: code });
    expect(box.run('id -un', { user: 'deploy' }).out).toBe('deploy');
    more = '';
    expect((await again()).plan.provision.drifts.length).toBeLessThanOrEqual(1);
  });

  it('starts with the former sshd where the power goes before the confirmation', async () => {
    more = ', sshd: { settings: { AllowUsers: nobody } }';
    await world.tried({ host: 'box' }, 'sshd');
    await box.stop();
    await box.start();
    more = '';
    expect(box.run('id -un').out).toBe('root');
    expect(root('nft list table inet roost')).toContain('tcp dport { 22, 80, 443 } accept');
    expect((await world.plan({ host: 'box' })).provision.drifts).toEqual([]);
  });

  describe('that is upgraded', () => {
    beforeAll(() => {
      root(`set -e
        mkdir -p /srv/probes /srv/pkg/DEBIAN /srv/pkg/etc
        cd /srv
        for version in 1 2; do
          printf 'Package: probe\nVersion: %s\nArchitecture: all\nMaintainer: a <a@b.example>\nDescription: probe\n' $version >pkg/DEBIAN/control
          echo /etc/probe.conf >pkg/DEBIAN/conffiles
          echo "of version $version" >pkg/etc/probe.conf
          dpkg-deb --build pkg probes/probe_$version.deb >/dev/null
        done
        dpkg -i probes/probe_1.deb >/dev/null
        echo 'by hand' >/etc/probe.conf
        cd probes
        { dpkg-deb -f probe_2.deb; echo 'Filename: ./probe_2.deb'; echo "Size: $(stat -c %s probe_2.deb)"; echo "SHA256: $(sha256sum probe_2.deb | cut -d' ' -f1)"; echo; } >Packages
        rm -f /etc/apt/sources.list.d/* /etc/apt/sources.list
        echo 'deb [trusted=yes] file:/srv/probes ./' >/etc/apt/sources.list.d/probe.list
        loader=$(ldd /usr/bin/sleep | grep -o '/[^ ]*ld-linux[^ ]*')
        libc=$(ldd /usr/bin/sleep | grep -o '/[^ ]*libc.so.6')
        tar -C / -ch usr/bin/sleep "\${loader#/}" "\${libc#/}" | docker import -c 'CMD ["/usr/bin/sleep","1d"]' - tiny >/dev/null
        docker run -d --restart always --name web tiny >/dev/null
        docker run -d --name odd tiny >/dev/null
        mkdir -p /srv/apps/phone/.roost && chown -R deploy: /srv/apps/phone`);
    });

    it('keeps a file of configuration, restarts once, and waits for all that ran before', async () => {
      const starts = box.restarts();
      const guard = await world.guard('/srv/apps/phone');
      const seen: (string | undefined)[] = [];
      const watch = setInterval(() => {
        guard.show().then(
          (lock) => seen.push(lock?.workflow),
          () => {},
        );
      }, 500);
      const { plan, notes } = await world.patch({ host: 'box', reboot: 'always' });
      clearInterval(watch);
      expect(plan.patch).toMatchObject({
        upgrades: [{ name: 'probe', from: '1', to: '2' }],
        apps: ['phone'],
      });
      expect(root("dpkg-query -W -f '\${Version}' probe; cat /etc/probe.conf")).toBe('2by hand');
      expect(box.restarts()).toBe(starts + 1);
      expect(notes.reboot).toMatch(/it is back after/);
      expect(notes.await).toBe('2 containers run and are healthy');
      expect(root('docker ps --format "{{.Names}}" | sort')).toBe('odd\nweb');
      expect(seen).toContain('patch');
      expect(await guard.show()).toBeNull();
      process.stderr.write(`upgrade with restart: ${JSON.stringify(notes)}\n`);
    });

    it('restarts nothing under the run of an app', async () => {
      const guard = await world.guard('/srv/apps/phone');
      const owner = { plane: 'other', workflowId: 'deploy-1', runId: 'r', workflow: 'deploy', by: 'ben' };
      const got = await guard.acquire(owner);
      const starts = box.restarts();
      await expect(world.patch({ host: 'box', reboot: 'always' })).rejects.toMatchObject({
        type: 'LockedElsewhere',
      });
      expect(box.restarts()).toBe(starts);
      if (got.got) await guard.release('r', got.lock.token);
    });

    it('has nothing to do the next time', async () => {
      const { plan } = await world.patch({ host: 'box', reboot: 'needed' });
      expect(plan.steps).toEqual([]);
    });
  });

  it('takes everything from an operator who is taken out', async () => {
    const ben = { user: 'ben', key: box.newKey('ben').file };
    root(`cat ${'~ben/.ssh/authorized_keys'} >> /root/.ssh/authorized_keys`);
    expect(box.run('id -un', ben).out).toBe('ben');
    operators = `anna: { keys: ['${box.newKey('anna').line}'] }`;
    const { plan } = await again();
    expect(plan.provision.drifts).toContainEqual({
      kind: 'operators',
      name: 'all',
      is: 'anna ben',
      want: 'anna',
    });
    expect(box.run('id', ben).code).not.toBe(0);
    expect(box.run('id', { ...ben, user: 'root' }).code).not.toBe(0);
    expect(root('id -nG ben; test -d ~ben && echo kept')).toBe('ben\nkept');
    expect((await world.plan({ host: 'box' })).provision.drifts).toEqual([]);
  });
});
