/** Who else has an account here: Temporal needs no login on the loopback. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { readTemporalState } from '../../lib/files/state';
import { ok, warn, type Finding } from './types';

const run = promisify(execFile);

/** `rules`: of nftables; null: they cannot be read. `port`: of Temporal. */
export function accountFinding(passwd: string, uid: number, rules: string | null, port = '7233'): Finding {
  const others = loginAccounts(passwd).filter((account) => account.uid !== uid && account.uid !== 0);
  const names = others.map(({ name }) => name).join(', ');
  if (names === '') return ok('accounts', 'no other account can log in');
  if (rules !== null && guards(rules, port)) return ok('accounts', `a firewall rule keeps out ${names}`);
  const unseen = rules === null ? '; the rules of the firewall can be read by root only' : '';
  return warn(
    'accounts',
    `${names} can command the fleet by Temporal's ports${unseen}`,
    'remove them, or load deploy/nftables/roost.nft (see SECURITY.md)',
  );
}

interface Account {
  name: string;
  uid: number;
}

/** Lines of /etc/passwd. `nobody` is 65534. */
function loginAccounts(passwd: string): Account[] {
  const rows = passwd.split('\n').map((line) => line.split(':'));
  return rows
    .filter(([, , uid, , , , shell]) => shell && !/(nologin|false|sync)$/.test(shell) && uid !== '65534')
    .map(([name = '', , uid]) => ({ name, uid: Number(uid) }));
}

/** Whether a rule decides about Temporal's port by the account that connects. */
const guards = (rules: string, port: string): boolean =>
  rules.split('\n').some((line) => {
    const ports: string[] = /\bdport (\d+|\{[^}]*\})/.exec(line)?.[1]?.match(/\d+/g) ?? [];
    return ports.includes(port) && /skuid/.test(line) && /\b(reject|drop)\b/.test(line);
  });

/** As this account sees them. */
export async function accountsHere(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const uid = process.getuid?.();
  if (uid === undefined || process.platform !== 'linux') return [];
  const rules = await run('nft', ['list', 'ruleset'], { timeout: 5_000 }).then(
    ({ stdout }) => stdout,
    () => null,
  );
  const address = env.TEMPORAL_ADDRESS ?? readTemporalState(env)?.address;
  const port = /:(\d+)$/.exec(address ?? '')?.[1];
  return [accountFinding(readFileSync('/etc/passwd', 'utf8'), uid, rules, port)];
}
