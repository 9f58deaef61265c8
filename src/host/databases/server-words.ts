import type { Redis } from '../../protocol/data';

/**
 * By whom a server is asked: the user, and where the password is in its
 * container; empty: where its image has it.
 */
export function serverWords({
  user,
  password: { env, file } = {},
}: {
  user: string;
  password?: { env?: string; file?: string };
}): [user: string, password: string] {
  if (env !== undefined) return [user, `env:${env}`];
  return [user, file === undefined ? '' : `file:${file}`];
}

/** By whom and where a server of Redis is asked; all empty but the port: as its image has it. */
export function redisWords({ user = '', password = {}, port = 6379, tls }: Omit<Redis, 'service'>): string[] {
  const [, from] = serverWords({ user, password });
  return [user, from, String(port), tls?.ca ?? '', tls?.cert ?? '', tls?.key ?? ''];
}
