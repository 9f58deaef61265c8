/**
 * Temporal's UI for a proxy that knows who is logged in: what is started, decided or ended there is
 * in that name. The UI itself sends no name, and Temporal keeps no header.
 */
import type { IncomingMessage } from 'node:http';
import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { clientIdentity } from '../temporal/connect';
import { limits } from './limits';

export interface UiProxyOptions {
  /** Where the UI listens. */
  upstream: string;
  /** The header in which the proxy says who it is. */
  header: string;
  /** Told each request that changes something, and who it was; null: nobody was named, so it was refused. */
  onChange(change: { method: string; path: string; who: string | null }): void;
}

const api = '/api/v1/namespaces/[^/]+';
const workflow = `${api}/workflows/[^/]+`;
const matching = (...paths: string[]): RegExp => new RegExp(`^(${paths.join('|')})$`);

/** Of these the body has `identity` at its top. */
const named = matching(
  `${workflow}(/(cancel|terminate|reset|pause|unpause|signal/[^/]+|signal-with-start/[^/]+))?`,
  `${api}/schedules/[^/]+(/(patch|update))?`,
  `${api}/batch-operations/[^/]+/stop`,
);
const batch = matching(`${api}/batch-operations/[^/]+`);
const update = matching(`${workflow}/update/[^/]+`);
/** POST, but it only looks. */
const query = matching(`${workflow}/query/[^/]+`);

type Body = Record<string, unknown>;
const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body with the name in its place, and with no other: where the API knows no name, with none. */
export function inTheNameOf(who: string, path: string, body: Body): Body {
  const { identity: _claimed, ...rest } = body;
  if (named.test(path)) return { ...rest, identity: who };
  // `terminationOperation`, `signalOperation` …: one of them is there.
  if (batch.test(path))
    return Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        /Operation$/.test(key) && isBody(value) ? { ...value, identity: who } : value,
      ]),
    );
  if (!update.test(path)) return rest;
  const request = isBody(rest.request) ? rest.request : {};
  return {
    ...rest,
    request: { ...request, meta: { ...(isBody(request.meta) ? request.meta : {}), identity: who } },
  };
}

const pathOf = ({ url }: FastifyRequest): string => new URL(url, 'http://ui').pathname;

/** Names that Temporal's own services and roost's commands go by. */
const taken = new RegExp(`^(${clientIdentity}:|temporal)`, 'i');

/** One line, as it stands in the audit. A header that came twice names nobody. */
function nameIn(value: string[] | undefined): string | null {
  const [text = '', ...more] = value ?? [];
  const name = text
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' || more.length > 0 || taken.test(name) ? null : name;
}

export function makeUiProxy({ upstream, header, onChange }: UiProxyOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    forceCloseConnections: true,
  });

  const whoIn = ({ raw }: { raw: unknown }): string | null =>
    nameIn((raw as IncomingMessage).headersDistinct[header.toLowerCase()]);

  async function inName(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { method } = request;
    const path = pathOf(request);
    if (['GET', 'HEAD', 'OPTIONS'].includes(method) || query.test(path)) return;
    const who = whoIn(request);
    onChange({ method, path, who });
    if (who === null)
      return reply
        .code(403)
        .send({ message: `nobody is named in the header ${header}: nothing was changed` });
    // There it is part of the address.
    if (method === 'DELETE') {
      if (request.body !== undefined && request.body !== null)
        return reply.code(415).send({ message: 'a DELETE has no body' });
      return;
    }
    const body = request.body ?? {};
    // A text too: whatever its type says, the UI would read it as JSON.
    if (!isBody(body)) return reply.code(415).send({ message: 'should be a JSON object' });
    request.headers['content-type'] = 'application/json';
    request.body = inTheNameOf(who, path, body);
  }

  void server.register(httpProxy, {
    upstream,
    // Read here: the name comes into the body.
    proxyPayloads: false,
    preHandler: inName,
    replyOptions: {
      queryString: (_, url, request) => {
        const { search, searchParams } = new URL(url, 'http://ui');
        if (request.method !== 'DELETE') return search.slice(1);
        searchParams.set('identity', whoIn(request) ?? '');
        return searchParams.toString();
      },
    },
  });
  return server;
}
