/** Writes deliveries until it is killed, and says after each that it is in: `writer.ts FILE NAME`. */
import { openAudit } from '../../src/audit';
import { entryOf } from './sample';

const [file = '', who = ''] = process.argv.slice(2);
const audit = openAudit(file, { info: () => {} });
for (let n = 1; ; n++) {
  audit.record(entryOf({ kind: 'delivery', who, runId: null, details: { n } }));
  process.stdout.write(`${n}\n`);
}
