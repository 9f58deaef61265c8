import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditFile, openAudit } from '../../../../src/audit';
import { entryOf } from '../../../audit/sample';
import { roost } from '../../support';

const folder = mkdtempSync(join(tmpdir(), 'roost-audit-verb-'));
const env = { XDG_STATE_HOME: folder };
afterAll(() => rmSync(folder, { recursive: true }));

test('a line names the app, or the host of a run without an app', async () => {
  const audit = openAudit(auditFile(env), { info: () => {} });
  audit.record(entryOf());
  const about = { workflowId: 'hostFacts-shuttle-1', runId: 'run-2', what: 'hostFacts' };
  audit.record(entryOf({ ...about, app: null, host: 'shuttle' }));
  audit.close();
  const { stdout } = await roost('audit', { env });
  expect(stdout).toMatch(/deploy +phone +succeeded/);
  expect(stdout).toMatch(/hostFacts +host shuttle +succeeded/);
});
