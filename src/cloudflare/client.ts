/** The official client, as roost uses it. */
import type { Client } from './wire';

/** Not written in the import, so that the compiler leaves only the package's types: see `wire.ts`. */
const name = 'cloudflare' as string;

interface Package {
  default: new (options: object) => Client;
}

const timeout = 60_000;

/**
 * Loaded when it is needed: it is 1,200 files. It never retries, since a
 * create whose answer was lost would be sent again; it takes nothing from the
 * environment; and its version of the API is this one.
 */
export async function openClient({ token, api }: { token: string; api: string }): Promise<Client> {
  const { default: Official } = (await import(name)) as Package;
  return withoutHeadersOfEnvironment(
    () =>
      new Official({
        apiToken: token,
        apiKey: null,
        apiEmail: null,
        userServiceKey: null,
        baseURL: api,
        apiVersion: '2026-11-01',
        maxRetries: 0,
        timeout,
        logLevel: 'off',
      }),
  );
}

/**
 * The constructor adds them, and no option hinders it. It runs in one piece: no other code sees them gone.
 */
function withoutHeadersOfEnvironment<T>(make: () => T): T {
  const { CLOUDFLARE_CUSTOM_HEADERS: headers } = process.env;
  delete process.env.CLOUDFLARE_CUSTOM_HEADERS;
  try {
    return make();
  } finally {
    if (headers !== undefined) process.env.CLOUDFLARE_CUSTOM_HEADERS = headers;
  }
}
