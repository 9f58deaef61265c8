import { policyIsAs, sessionIsAs } from '../../../src/plan/cloudflare/access';
import { normalContent, normalName, recordKey, sameRules } from '../../../src/plan/cloudflare/normal';
import { record, settledState } from './sample';

it.each([
  ['phone', 'phone.sgos.example'],
  ['@', 'sgos.example'],
  ['PHONE.sgos.example.', 'phone.sgos.example'],
  ['sgos.example', 'sgos.example'],
])('the name %s is %s', (name, whole) => {
  expect(normalName(name, 'sgos.example')).toBe(whole);
});

it.each([
  ['CNAME', 'Target.Example.', 'target.example'],
  ['MX', 'MAIL.example.', 'mail.example'],
  ['AAAA', '2001:0DB8:0000::0001', '2001:db8::1'],
  ['TXT', '"v=spf1 -all"', 'v=spf1 -all'],
  ['TXT', '"first " "second"', 'first second'],
  ['TXT', 'say "hello"', 'say "hello"'],
  ['CAA', '0 Issue ca.example', '0 issue "ca.example"'],
  ['A', '192.0.2.1', '192.0.2.1'],
])('of %s the content %s is %s', (type, content, normal) => {
  expect(normalContent(type, content)).toBe(normal);
});

it('the time to live of a proxied record is the automatic one', () => {
  const one = record({ name: 'a', type: 'A', proxied: true });
  expect(recordKey({ ...one, ttl: 300 })).toBe(recordKey({ ...one, ttl: 1 }));
  expect(recordKey({ ...one, ttl: 300, proxied: false })).not.toBe(
    recordKey({ ...one, ttl: 1, proxied: false }),
  );
});

it('rules are the same by what they lead to, in their order', () => {
  const rules = [{ hostname: 'a.example', service: 'http://1' }, { service: 'http_status:404' }];
  expect(sameRules(rules, [{ hostname: 'A.example.', path: '', service: 'http://1' }, rules[1]!])).toBe(true);
  expect(sameRules(rules, [...rules].reverse())).toBe(false);
  expect(sameRules(null, [])).toBe(true);
});

it('a policy is the same whatever the order of its rules and the defaults of Cloudflare', () => {
  const [state] = settledState().policies;
  const wanted = {
    name: state!.name,
    decision: 'allow' as const,
    include: [{ emailDomain: 'sonnenglas.example' }, { ip: '192.0.2.1' }],
    exclude: [],
    require: [],
  };
  const there = { ...state!, include: [{ ip: { ip: '192.0.2.1/32' } }, ...state!.include], session: '' };
  expect(policyIsAs(there, wanted)).toBe(true);
  expect(policyIsAs({ ...there, include: [...there.include, { everyone: {} }] }, wanted)).toBe(false);
  expect(policyIsAs(there, { ...wanted, session: '24h' })).toBe(false);
  expect(sessionIsAs('24h0m0s', '24h')).toBe(true);
});
