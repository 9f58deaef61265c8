/**
 * Temporal's UI for a proxy that knows who is logged in: what is started, decided or ended there is
 * in that name. The UI itself sends no name, and Temporal keeps no header.
 */
import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { limits } from './limits';

export interface UiProxyOptions {
  /** Where the UI listens. */
  upstream: string;
  /** The header in which the proxy says who it is. */
  header: string;
  /** Told each request that changes something, and who it was; null: nobody was named, so it was refused. */
  onChange(change: { method: string; path: string; who: string | null }): void;
}

/** Requests of Temporal's HTTP API whose body has `identity` at its top. */
const named = new RegExp(
  `^/api/v1/namespaces/[^/]+/(${[
    'workflows/[^/]+(/(cancel|terminate|reset|pause|unpause|signal/[^/]+|signal-with-start/[^/]+))?',
    'schedules/[^/]+(/(patch|update))?',
    'batch-operations/[^/]+(/stop)?',
    'activities(-[a-z]+)?(/.*)?',
  ].join('|')})$`,
);
const update = /^\/api\/v1\/namespaces\/[^/]+\/workflows\/[^/]+\/(update|update-with-start)\/[^/]+$/;

type Body = Record<string, unknown>;
const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body with the name in its place; as it is where the API knows none. */
export function inTheNameOf(who: string, path: string, body: unknown): unknown {
  if (!isBody(body)) return body;
  if (named.test(path)) return { ...body, identity: who };
  if (!update.test(path)) return body;
  const request = isBody(body.request) ? body.request : {};
  return { ...body, request: { ...request, meta: { ...(isBody(request.meta) ? request.meta : {}), identity: who } } };
}

const pathOf = ({ url }: FastifyRequest): string => new URL(url, 'http://ui').pathname;

/** One line, as it stands in the audit. */
const nameIn = (value: string | string[] | undefined): string | null => {
  const name = [value]
    .flat()
    .join(',')
    .replace(/[^\P{Cc}]/gu, '')
    .trim()
    .slice(0, 200);
  return name === '' ? null : name;
};

export function makeUiProxy({ upstream, header, onChange }: UiProxyOptions): FastifyInstance {
  const server = fastify({ logger: false, bodyLimit: limits.body, requestTimeout: limits.request, forceCloseConnections: true });
  void server.register(httpProxy, {
    upstream,
    // Read here: the name comes into the body.
    proxyPayloads: false,
    preHandler: async (request, reply) => {
      const { method } = request;
      if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return;
      const [path, who] = [pathOf(request), nameIn(request.headers[header.toLowerCase()])];
      onChange({ method, path, who });
      if (who === null) return reply.code(403).send({ message: `nobody is named in the header ${header}: nothing was changed` });
      request.body = inTheNameOf(who, path, request.body);
    },
  });
  return server;
}
