/** Secrets that stand where secrets may stand, and a scan of everything that leaves for any of them. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { tryExec, type Lab, type LabHost } from '../lab';
import { decrypt } from '../src/secrets/decrypt';
import { findTool } from '../src/tools';

export interface Secret {
  /** For reports; the value itself is never in one. */
  name: string;
  value: string;
}

export interface Finding {
  secret: string;
  place: string;
}

/** What is scanned; all of it may be left out. */
export interface Sources {
  /** Histories and descriptions of every run that this Temporal knows. */
  histories?: Client;
  /** Files and folders of this machine. */
  files?: string[];
  /** Texts by where they come from. */
  texts?: Record<string, string>;
  /** Folders of a host, but for the files in which secrets belong. */
  host?: { host: LabHost; folders: string[]; except: RegExp };
}

export interface Scan {
  findings: Finding[];
  scanned: { runs: number; events: number; files: number; bytes: number };
}

/** The app's own values, the keys of the control host, and a token for a URL. */
export async function plantedSecrets(lab: Lab): Promise<{ secrets: Secret[]; url: string }> {
  const { path, commits } = lab.repos.phone;
  const ciphertext = execFileSync('git', ['--git-dir', path, 'show', `${commits.v2}:.env.sops`]);
  const plaintext = await decrypt({
    sops: await findTool('sops'),
    ciphertext,
    format: 'dotenv',
    keyFile: lab.ageKeyFile,
    name: '.env.sops',
  });
  const values = plaintext
    .toString()
    .trim()
    .split('\n')
    .map((line): Secret => {
      const [name = '', ...value] = line.split('=');
      return { name, value: value.join('=') };
    });
  const ageKey = /AGE-SECRET-KEY-\w+/.exec(readFileSync(lab.ageKeyFile, 'utf8'))![0];
  // Its first line is the same in every such key, and its second the public half.
  const body = readFileSync(lab.sshKeyFile, 'utf8').split('\n').slice(3, -2);
  const token = `planted-${randomBytes(12).toString('hex')}`;
  const secrets = [
    ...values,
    { name: 'age key', value: ageKey },
    ...body.map((value, i) => ({ name: `SSH key ${i}`, value })),
    { name: 'URL token', value: token },
  ];
  return { secrets, url: `https://planted-user:${token}@127.0.0.1:1/` };
}

/**
 * The lab's SSH key under a passphrase: files for the fleet, and what must not leave.
 * Made by argv, so before anybody looks at processes.
 */
export function keyWithPassphrase(
  lab: Lab,
  folder: string,
): { keyFile: string; passphraseFile: string; secret: Secret } {
  const [keyFile, passphraseFile] = [join(folder, 'locked-key'), join(folder, 'passphrase')];
  const value = `planted-${randomBytes(12).toString('hex')}`;
  copyFileSync(lab.sshKeyFile, keyFile);
  chmodSync(keyFile, 0o600);
  execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', value, '-f', keyFile]);
  writeFileSync(passphraseFile, `${value}\n`, { mode: 0o600 });
  return { keyFile, passphraseFile, secret: { name: 'SSH passphrase', value } };
}

/** As it stands, in JSON, in a URL, and within any base64. */
export function formsOf({ value }: Secret): string[] {
  const encoded = [0, 1, 2].map((offset) => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    return whole.toString('base64').slice(offset === 0 ? 0 : 4);
  });
  return [...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), ...encoded])];
}

export async function scan(
  secrets: Secret[],
  { histories, files = [], texts = {}, host }: Sources,
): Promise<Scan> {
  const findings: Finding[] = [];
  const scanned = { runs: 0, events: 0, files: 0, bytes: 0 };
  const forms = secrets.map((secret) => ({
    secret: secret.name,
    needles: formsOf(secret).map((form) => Buffer.from(form)),
  }));
  const look = (place: string, content: Buffer): void => {
    scanned.bytes += content.length;
    for (const { secret, needles } of forms)
      if (needles.some((needle) => content.includes(needle))) findings.push({ secret, place });
  };

  for (const [place, text] of Object.entries(texts)) look(place, Buffer.from(text));
  for (const file of files.flatMap(filesIn)) {
    scanned.files++;
    look(file, readFileSync(file));
  }
  if (histories) {
    for await (const { workflowId, runId, type } of histories.workflow.list()) {
      scanned.runs++;
      const handle = histories.workflow.getHandle(workflowId, runId);
      const { events } = await handle.fetchHistory();
      for (const event of events ?? [])
        look(`${type} ${workflowId}, event ${String(event.eventId)}`, textOf(event));
      scanned.events += events?.length ?? 0;
      look(`${type} ${workflowId}, description`, textOf((await handle.describe()).raw));
    }
  }
  if (host) {
    scanned.files += Number(
      (
        await tryExec(
          host.host,
          ['sh', '-c', 'find "$@" -type f 2>/dev/null | wc -l', 'count', ...host.folders],
          { user: 'root' },
        )
      ).stdout,
    );
    for (const secret of secrets) {
      // By stdin: an argument would stand in the process list.
      const input = formsOf(secret)
        .map((form) => `${form}\n`)
        .join('');
      const { stdout } = await tryExec(host.host, ['grep', '-rlF', '-f', '-', ...host.folders], {
        input,
        user: 'root',
      });
      for (const file of stdout.split('\n').filter((name) => name && !host.except.test(name)))
        findings.push({ secret: secret.name, place: `${host.host.name}:${file}` });
    }
  }
  return { findings, scanned };
}

/** Every text and payload in a message, payloads decoded. */
function textOf(message: unknown): Buffer {
  if (message instanceof Uint8Array) return Buffer.from(message);
  if (typeof message === 'string') return Buffer.from(message);
  if (message === null || typeof message !== 'object') return Buffer.alloc(0);
  const parts = Object.entries(message).flatMap(([key, value]) => [
    Buffer.from(`${key} `),
    textOf(value),
    Buffer.from('\n'),
  ]);
  return Buffer.concat(parts);
}

function filesIn(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return readdirSync(path).flatMap((name) => filesIn(join(path, name)));
  return stat?.isFile() ? [path] : [];
}
