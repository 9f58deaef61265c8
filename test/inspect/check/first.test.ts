import { checkLines } from '../../../src/client/output/hosts/check';
import { plain } from '../../../src/client/output/theme';
import { firstSteps } from '../../../src/inspect/check/first';
import type { Row } from '../../../src/inspect/check/types';

const row = (subject: string, check: string, state: Row['state'], remedy?: string): Row => ({
  subject,
  check,
  state,
  says: `${check} of ${subject}`,
  remedy,
});

const rows = [
  row('wiki', 'not backed up', 'warn', 'under apps.wiki write data: { volumes: [wiki] }'),
  row('wiki', 'contract', 'fail', 'add a health check'),
  row('vps1', 'docker', 'fail', 'usermod -aG docker deploy'),
  row('vps2', 'docker', 'fail', 'usermod -aG docker deploy'),
  row('here', 'modes', 'warn', 'chmod 0600'),
  row('vps1', 'clock', 'ok'),
];

test('failures come before warnings, what others need first, and one remedy is one step', () => {
  expect(firstSteps(rows).map(({ subjects, check, mustBe }) => [subjects.join(), check, mustBe])).toEqual([
    ['vps1,vps2', 'docker', true],
    ['wiki', 'contract', true],
    ['wiki', 'not backed up', false],
    ['here', 'modes', false],
  ]);
});

test('each with the line to paste', () => {
  const lines = checkLines(rows, { ...plain, width: 79 }, firstSteps(rows));
  expect(lines).toContain('  1. vps1, vps2: docker');
  expect(lines).toContain('       under apps.wiki write data: { volumes: [wiki] }');
  expect(checkLines([row('a', 'b', 'ok')], plain, [])).toContain('Nothing has to be done.');
});
