import { writtenLines } from '../../../../src/client/output/hosts/init';
import { plain } from '../../../../src/client/output/theme';
import { draftApps } from '../../../../src/inspect/init/draft';
import { host, project } from '../../../inspect/init/found';

test('a project that is left out comes with its commands, each in one line', () => {
  const folder = `/srv/${'long/'.repeat(30)}a`;
  const hosts = [host([project({ git: null, folder, files: [`${folder}/compose.yaml`] })])];
  const apps = draftApps(hosts);
  const lines = writtenLines({ file: 'fleet.yaml', lines: 9, seconds: 1, hosts, apps }, plain);
  expect(lines).toContain('    git init -q --bare -b main /home/deploy/git/a.git');
  expect(lines.find((line) => line.includes('commit -qm'))).toContain('--work-tree');
  expect(lines.join(' ')).toContain('then `roost init --add`');
});
