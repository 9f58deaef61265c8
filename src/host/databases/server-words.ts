/** By whom a server is asked: the user, and where the password is in its container; empty: where its image has it. */
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
