import { hostKey, linesOf, mutate, parse } from './sample';

const own = '    user: deploy\n    addresses: [192.0.2.8]\n';
const fromConfig = mutate(own, '    sshConfig: bird\n');
const bird = (config: string, text = fromConfig) => parse(text, config).hosts.toucan!;

describe('a host from ~/.ssh/config', () => {
  it('takes address, port, user and key', () => {
    expect(
      bird('Host bird\n  HostName 198.51.100.3\n  Port 2222\n  User op\n  IdentityFile ~/.ssh/bird\n'),
    ).toEqual({
      name: 'toucan',
      user: 'op',
      addresses: ['198.51.100.3:2222'],
      hostKey,
      keyFile: '/home/op/.ssh/bird',
      role: 'apps',
    });
  });

  it.each([
    ['the first value wins', 'Host bird\n User one\nHost *\n User two\n', 'one', 'bird'],
    [
      'a pattern counts',
      'Host b?rd *.example\n HostName %h.sgos.example\n User one\n',
      'one',
      'bird.sgos.example',
    ],
    ['a negation refuses', 'Host !bird b*\n User no\nHost bird\n User yes\n', 'yes', 'bird'],
    ['values before any Host count', 'User first\nHost bird\n User second\n', 'first', 'bird'],
    ['names of directives know no case', 'host bird\n USER one\n hostname 192.0.2.9\n', 'one', '192.0.2.9'],
    [
      'an IPv6 address is bracketed',
      'Host bird\n User one\n HostName 2001:db8::1\n Port 22\n',
      'one',
      '[2001:db8::1]',
    ],
  ])('%s', (_, config, user, address) => expect(bird(config)).toMatchObject({ user, addresses: [address] }));

  it('lets what the fleet file says win', () => {
    const text = mutate(
      own,
      '    sshConfig: bird\n    user: mine\n    addresses: [192.0.2.1]\n    key: /k/mine\n',
    );
    expect(bird('Host bird\n User theirs\n IdentityFile /k/theirs\n ProxyJump gate\n', text)).toMatchObject({
      user: 'mine',
      addresses: ['192.0.2.1'],
      keyFile: '/k/mine',
    });
  });

  it('runs nothing that the configuration would have run', () => {
    const started = Date.now();
    expect(
      bird(
        'Match exec "sleep 5"\n User no\nHost bird\n User yes\n CanonicalizeHostName yes\n CanonicalDomains a.example b.example\n',
      ).user,
    ).toBe('yes');
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it.each([
    [
      'no file',
      undefined,
      'cannot be looked up, since there is no ~/.ssh/config; write user and addresses here',
    ],
    [
      'no entry',
      'Host other\n User x\nHost *\n User y\n',
      'names no Host entry of ~/.ssh/config; add Host bird there, or write user and addresses here',
    ],
    [
      'a jump',
      'Host bird\n User x\n ProxyJump gate\n',
      'uses ProxyJump, which roost does not support; write addresses here that it can reach',
    ],
    [
      'a port that is none',
      'Host bird\n User x\n Port ssh\n',
      'has a HostName or Port in ~/.ssh/config that is no address; write addresses here',
    ],
    [
      'a malformed file',
      'Host "bird\n User x\n',
      'cannot be looked up, since ~/.ssh/config is malformed; write user and addresses here',
    ],
  ])('refuses %s', (_, config, message) =>
    expect(linesOf(fromConfig, config)).toEqual([`9 hosts.toucan.sshConfig: ${message}`]),
  );

  it('asks for the user that neither has', () => {
    expect(linesOf(fromConfig, 'Host bird\n')).toEqual([
      '8 hosts.toucan.user: is missing, in Host bird of ~/.ssh/config too; add an SSH user, such as deploy',
    ]);
  });
});
