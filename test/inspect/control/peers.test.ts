import { parsePeers } from '../../../src/inspect/control/peers';

const row = (local: string, remote: string, state = '01'): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 1 1 0 20 4 30 10 -1`;
const ssh = '0016';

test.each<[string, string, string[], string[]]>([
  ['this machine alone', '192.0.2.5 50000 192.0.2.1 22', [row(`010200C0:${ssh}`, '050200C0:C350')], []],
  [
    'another, twice, and one that only listens or goes elsewhere',
    '192.0.2.5 50000 192.0.2.1 22',
    [
      row(`010200C0:${ssh}`, '097100CB:1F90'),
      row(`010200C0:${ssh}`, '097100CB:1F91'),
      row(`00000000:${ssh}`, '00000000:0000', '0A'),
      row('010200C0:01BB', '087100CB:1F90'),
    ],
    ['203.0.113.9'],
  ],
  [
    'an address in the form of IPv6',
    '::ffff:192.0.2.5 50000 ::ffff:192.0.2.1 22',
    [
      row(`0000000000000000FFFF0000010200C0:${ssh}`, '0000000000000000FFFF0000050200C0:C350'),
      row(`0000000000000000FFFF0000010200C0:${ssh}`, '0000000000000000FFFF0000097100CB:C350'),
    ],
    ['203.0.113.9'],
  ],
  [
    'IPv6',
    '2001:db8::5 50000 2001:db8::1 22',
    [
      row(`B80D0120000000000000000001000000:${ssh}`, 'B80D0120000000000000000005000000:C350'),
      row(`B80D0120000000000000000001000000:${ssh}`, 'B80D0120000000000000000009000000:C350'),
    ],
    ['2001:db8::9'],
  ],
  ['the host itself', '192.0.2.5 50000 192.0.2.1 22', [row(`0100007F:${ssh}`, '0100007F:C350')], []],
  ['nothing, without SSH_CONNECTION', '', [row(`010200C0:${ssh}`, '097100CB:1F90')], []],
])('%s', (_, own, rows, expected) => {
  expect(parsePeers([`own ${own}`, '  sl  local_address rem_address', ...rows, ''].join('\n'))).toEqual(
    expected,
  );
});
