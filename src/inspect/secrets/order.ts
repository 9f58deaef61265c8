/** In which order secrets are to be made anew after a leak: first what opens others. Pure. */
import type { Fleet } from '../../fleet/file';
import { isSection } from '../../lib/unchecked';

export type SecretKind = 'age key' | 'ssh key' | 'control' | 'app';

export interface Ranked {
  kind: SecretKind;
  name: string;
  /** ISO; null: unknown, which counts as the oldest. */
  changed: string | null;
  /** What the fleet file uses a secret of the control plane for. */
  uses: string[];
}

/** Lower is earlier; and why, for who reads it. */
export function rankOf({ kind, name, uses }: Omit<Ranked, 'changed'>): [rank: number, why: string] {
  if (kind === 'age key') return [0, 'opens all files that are encrypted to it'];
  if (kind === 'ssh key') return [1, 'reaches the hosts'];
  if (kind === 'control')
    return uses.length > 0 ? [2, `used by ${uses.join(', ')}`] : [3, 'of the control plane'];
  const class_ = classes.find(([pattern]) => pattern.test(name));
  return class_ ? [class_[1], class_[2]] : [7, 'of the app'];
}

/** By usual names: who holds a signing key is everybody, who holds a database has all data. */
const classes: [pattern: RegExp, rank: number, why: string][] = [
  [/jwt|session|sign|hmac|cookie|csrf|secret_?key|encrypt|master|salt|pepper/i, 4, 'signs or encrypts'],
  [/postgres|mysql|maria|mongo|redis|database|db_|_db|dsn|sql|s3|minio/i, 5, 'opens data'],
  [/password|passwd|token|api_?key|secret|private|credential/i, 6, 'opens a service'],
];

/** The oldest first among equals. */
export const inOrder = <R extends Ranked>(rows: R[]): R[] =>
  [...rows].sort(
    (a, b) =>
      rankOf(a)[0] - rankOf(b)[0] ||
      (a.changed ?? '').localeCompare(b.changed ?? '') ||
      a.name.localeCompare(b.name),
  );

/** What the fleet file names each secret of `secrets.file` for: `backup.repository.password`. */
export function usesOf(fleet: Fleet): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  const add = (name: string, use: string): void => void uses.set(name, [...(uses.get(name) ?? []), use]);
  const visit = (value: unknown, path: string): void => {
    if (!isSection(value)) return;
    if (path !== '' && typeof value.secret === 'string') return add(value.secret, path);
    for (const [key, one] of Object.entries(value)) visit(one, path === '' ? key : `${path}.${key}`);
  };
  const { notify, backup, cloudflare, registries, github } = fleet;
  visit({ notify, backup, cloudflare }, '');
  Object.entries(registries).forEach(([host, { password }]) => add(password, `registries.${host}`));
  Object.entries(github.servers).forEach(([host, name]) => add(name, `github.servers.${host}`));
  return uses
    .set('GITHUB_TOKEN', [...(uses.get('GITHUB_TOKEN') ?? []), 'commit statuses'])
    .set('ROOST_WEBHOOK_SECRET', ['signatures of webhooks'])
    .set('ROOST_WEBHOOK_SECRET_OLD', ['signatures of webhooks, until you remove it']);
}
