/** Who is logged in at the proxy in front of the UI. */
import type { IncomingMessage } from 'node:http';
import { createRemoteJWKSet, jwtVerify, type JWTVerifyGetKey } from 'jose';
import type { AccessConfig } from '../fleet/file';
import { clientIdentity } from '../temporal/connect';

/** Null: nobody is named. */
export type Identify = (request: IncomingMessage) => Promise<string | null>;

/** Names that Temporal's own services and roost's commands go by. */
const taken = new RegExp(`^(${clientIdentity}:|temporal)`, 'i');

/** One line, as it stands in the audit. */
function nameIn(text: string): string | null {
  const name = text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' || taken.test(name) ? null : name;
}

/** A header that came twice names nobody. */
function onlyValue({ headersDistinct }: IncomingMessage, header: string): string {
  const [value = '', ...more] = headersDistinct[header.toLowerCase()] ?? [];
  return more.length > 0 ? '' : value;
}

/** Believes a header: whoever reaches the port past the proxy can write it. */
export const byHeader =
  (header: string): Identify =>
  async (request) =>
    nameIn(onlyValue(request, header));

/**
 * Believes a token that Cloudflare Access has signed for this application. The name is the e-mail address of a
 * person or the common name of a service token. `keys`: by default those of the team, fetched when they are needed.
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
