/** The name of the person who is logged in at the proxy in front of the UI. */
import type { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { AccessConfig } from '../../fleet/file';
import { clientIdentity } from '../../temporal/connect';

/** Null: the request has no name. */
export type Identify = (request: IncomingMessage) => Promise<string | null>;

/** Names of Temporal's own services and of roost's commands. */
const taken = new RegExp(`^(${clientIdentity}:|temporal)`, 'i');

/** The name as the audit has it, in one line. */
function nameIn(text: string): string | null {
  const name = text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' || taken.test(name) ? null : name;
}

/** The header's value; empty if it is missing or repeated. */
function onlyValue({ headersDistinct }: IncomingMessage, header: string): string {
  const [value = '', ...more] = headersDistinct[header.toLowerCase()] ?? [];
  return more.length > 0 ? '' : value;
}

/** Trusts a header. A client that reaches the port without the proxy can forge it. */
export const byHeader =
  (header: string): Identify =>
  async (request) =>
    nameIn(onlyValue(request, header));

/**
 * Trusts a token that Cloudflare Access has signed for this application. The name is the e-mail address of a
 * person or the common name of a service token. `keys`: by default the team's, fetched when they are needed.
 */
export function byAccess({ team, audience }: AccessConfig, keys: JWTVerifyGetKey = keysOf(team)): Identify {
  return async (request) => {
    const token = onlyValue(request, 'Cf-Access-Jwt-Assertion');
    if (token === '') return null;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: team,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      });
      return nameIn(String(payload.email ?? payload.common_name ?? ''));
    } catch {
      return null;
    }
  };
}

const keysOf = (team: string): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL('/cdn-cgi/access/certs', team), { timeoutDuration: 3_000 });
