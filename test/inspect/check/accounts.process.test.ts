import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accountFinding } from '../../../src/inspect/check/accounts';

const system = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
roost:x:998:998:roost:/etc/roost:/usr/sbin/nologin
op:x:1000:1000::/home/op:/bin/bash
`;
const shared = `${system}anna:x:1001:1001::/home/anna:/bin/zsh\n`;
const shipped = readFileSync(join(__dirname, '../../../deploy/nftables/roost.nft'), 'utf8');

test('a control host with one operator is in order', () =>
  expect(accountFinding(system, 1000, null)).toMatchObject({ state: 'ok' }));

test.each([
  ['without a firewall', ''],
  ['with rules that cannot be read', null],
  ['with a rule for all', 'tcp dport 7233 reject'],
  ['with a rule about another port', 'tcp dport 22 meta skuid != 0 reject'],
])('an account of somebody else is named, %s', (_what, rules) =>
  expect(accountFinding(shared, 1000, rules)).toMatchObject({
    state: 'warn',
    says: expect.stringMatching(/^anna can command the fleet/),
  }),
);

test('the rule that roost ships keeps other accounts out', () =>
  expect(accountFinding(shared, 1000, shipped)).toMatchObject({ state: 'ok' }));

test('with another port of Temporal, the rule must be about that', () => {
  const state = (rules: string): string => accountFinding(shared, 1000, rules, '17233').state;
  expect(state(shipped)).toBe('warn');
  expect(state(shipped.replace('7233,', '17233,'))).toBe('ok');
});
