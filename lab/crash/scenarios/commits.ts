/** The commits that the matrix deploys: the lab's own, each with an env file of its own, so that a stale one shows. */
import { execFileSync } from 'node:child_process';
import { decrypt } from '../../../src/secrets/decrypt';
import { findTool } from '../../../src/tools';
import { commitOn } from '../../commits';
import { ageKey } from '../../keys';
import { encrypt } from '../../secrets';
import type { Lab } from '../../types';

const silent = (): void => {};

const git = (lab: Lab, ...args: string[]): Buffer =>
  execFileSync('git', ['--git-dir', lab.repos.phone.path, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });

/** Its commit; null: an earlier call has not made it. */
export function branch(lab: Lab, name: string): string | null {
  try {
    return git(lab, 'rev-parse', '-q', '--verify', `refs/heads/${name}`).toString().trim();
  } catch {
    return null;
  }
}

/** Follows `label`; the same one every time in a lab. `name`: of its branch. */
export async function withNewEnv(lab: Lab, label: string, name = `crash-${label}`): Promise<string> {
  const { commits } = lab.repos.phone;
  const known = branch(lab, name);
  if (known !== null) return known;
  const ciphertext = git(lab, 'show', `${commits[label]}:.env.sops`);
  const sops = await findTool('sops');
  const plain = await decrypt({
    sops,
    ciphertext,
    format: 'dotenv',
    keyFile: lab.ageKeyFile,
    name: '.env.sops',
  });
  const changed = plain.toString().replace(/^GREETING=.*$/m, `GREETING=Greetings from ${name}`);
  const encrypted = await encrypt(changed, 'dotenv', await ageKey(lab.ageKeyFile, silent), silent);
  return commitOn(lab, label, name, { '.env.sops': () => encrypted });
}

/** Commit to the name of its branch. */
export function commitNames(lab: Lab): Record<string, string> {
  const format = '--format=%(objectname) %(refname:short)';
  const lines = execFileSync('git', ['--git-dir', lab.repos.phone.path, 'for-each-ref', format, 'refs/heads'])
    .toString()
    .trim()
    .split('\n');
  return Object.fromEntries(lines.map((line) => line.split(' ') as [string, string]));
}
