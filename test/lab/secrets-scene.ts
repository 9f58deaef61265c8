/** A stage with secrets of every kind, and all that commands and processes show of them. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClient, type Temporal } from '../../src/temporal/connect';
import { keyWithPassphrase, plantedSecrets, type Secret } from '../secrets';
import { backupParts, type BackupParts } from './backup-stage';
import { watchProcesses, type ProcessWatch } from './process-watch';
import { adopted, openStage, type FleetEdit, type Stage } from './stage';

export const token = (): string => `planted-${randomBytes(12).toString('hex')}`;

export class SecretsScene {
  stage!: Stage;
  temporal!: Temporal;
  secrets!: Secret[];
  url!: string;
  keys!: string;
  parts!: BackupParts;
  /** Everything that the command line has printed. */
  readonly printed: Record<string, string> = {};
  processes!: ProcessWatch;
  /** Answers that it does not know the path, which it repeats. */
  private unknowing?: Server;

  async open(): Promise<this> {
    this.keys = mkdtempSync(join(tmpdir(), 'roost-keys-'));
    const fleet: FleetEdit = {};
    this.stage = await openStage('secrets', fleet);
    const planted = await plantedSecrets(this.stage.lab);
    this.secrets = planted.secrets;
    this.url = planted.url;
    const { keyFile, passphraseFile, secret } = keyWithPassphrase(this.stage.lab, this.keys);
    this.secrets.push(secret);
    Object.assign(fleet, { 'hosts.hornbill.key': keyFile, 'hosts.hornbill.passphraseFile': passphraseFile });
    this.stage.fleet();
    const server = createServer(({ url }, answer) => void answer.writeHead(404).end(url));
    this.unknowing = server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const tokens = { address: token(), ping: token() };
    const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.parts = await backupParts(this.stage.lab.ageKeyFile, {
      SECOND_PASSWORD: token(),
      WRONG_S3_SECRET: token(),
      REST_URL: `rest:http://somebody:${tokens.address}@${at}/none/`,
      PING_URL: `http://${at}/${tokens.ping}`,
    });
    this.secrets.push(
      ...Object.entries({ ...this.parts.secrets, ...tokens }).map(([name, value]) => ({ name, value })),
    );
    const plain = this.stage.roost.run.bind(this.stage.roost);
    this.stage.roost.run = async (args, options) => {
      const call = await plain(args, options);
      this.printed[`${Object.keys(this.printed).length}: roost ${args.join(' ')}`] =
        call.stdout + call.stderr;
      return call;
    };
    this.processes = watchProcesses(this.stage);
    await adopted(this.stage);
    this.temporal = await connectClient({ env: this.stage.roost.env });
    return this;
  }

  /** Also after an `open` that failed. */
  async close(): Promise<void> {
    await this.processes?.end();
    await this.temporal?.close();
    await this.stage?.close();
    await this.parts?.remove();
    this.unknowing?.close();
    rmSync(this.keys, { recursive: true, force: true });
  }
}
