/** Whether an app's secrets can be opened here, and whether Docker Compose passes their values on. */
import { posix } from 'node:path';
import type { AppConfig, Fleet } from '../../../fleet/file';
import { findChangedKeys } from '../../../host/model/env-values';
import type { Host } from '../../../host/types';
import { requireForeign } from '../../../secrets/control';
import { decrypt } from '../../../secrets/decrypt';
import { printedAs } from '../../../secrets/env-file';
import { toReport } from '../../../temporal/runs/errors';
import { findTool } from '../../../tools';
import type { InspectDeps } from '../../deps';
import { fail, ok, unknown, warn, type Finding } from '../types';
import type { AppFacts } from './facts';

export async function secretFindings(
  { env }: Pick<InspectDeps, 'env'>,
  { secrets: own }: Pick<Fleet, 'secrets'>,
  host: Pick<Host, 'exec' | 'scrub'>,
  app: AppConfig,
  { files, reading }: AppFacts,
): Promise<Finding[]> {
  const found: Finding[] = [];
  const texts = (reading?.files ?? []).map((file) => files[file] ?? '');
  for (const secret of app.secrets) {
    const text = files[secret.source];
    // What is missing or not encrypted has a finding of the contract.
    if (!text?.includes('ENC[AES256_GCM')) continue;
    try {
      const { source: name, format, keyFile = own.age.keyFile } = secret;
      const ciphertext = Buffer.from(text);
      await requireForeign(ciphertext, own, name);
      const sops = await findTool('sops', { env, fetch: false });
      const plaintext = await decrypt({ sops, ciphertext, format, output: printedAs(secret), keyFile, name });
      const folder = posix.join(app.directory, app.source);
      const model = reading?.model ?? null;
      const keys = await findChangedKeys(host, { app, secret, plaintext, texts, model, folder });
      const says = keys.map(({ key, message, broken }) => {
        const [what = '', ...remedy] = message.split('. ');
        return (broken ? fail : warn)('secrets', `${key} of ${name}: ${what}`, remedy.join('. '));
      });
      found.push(...(says.length > 0 ? says : [ok('secrets', `${name} can be opened`)]));
    } catch (error) {
      const { code, message, hint } = toReport(error);
      found.push(
        code === 'ToolMissing'
          ? unknown('secrets', `${secret.source} is not opened: there is no sops here yet`)
          : fail('secrets', message, hint),
      );
    }
  }
  return found;
}
