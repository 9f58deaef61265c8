/**
 * Temporal's UI for a proxy that knows who is logged in: what is started, decided or ended there is
 * in that name. The UI itself sends no name, and Temporal keeps no header.
 */
import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Identify } from './identify';
import { limits } from './limits';
import type { OwnNames } from './own-names';

export interface UiProxyOptions {
  /** Where the UI listens. */
  upstream: string;
  own: OwnNames;
  identify: Identify;
  /** Whether a request that only reads must name somebody too. */
  mustBeNamed: boolean;
  /** Is given each request that changes something, and who it was; null: nobody was named, so it was refused. */
  onChange(change: { method: string; path: string; who: string | null }): void;
  /** Is given each request that was refused because a foreign page can have sent it. */
  onForeign(request: { method: string; path: string; host: string | null; origin: string | null }): void;
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

const reading = ['GET', 'HEAD', 'OPTIONS'];

export function makeUiProxy(options: UiProxyOptions): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: limits.body,
    requestTimeout: limits.request,
    forceCloseConnections: true,
  });
  const proxy = new UiProxy(options);
  server.addHook('onRequest', (request, reply) => proxy.admit(request, reply));
  // No other page may show it and have it clicked.
  server.addHook('onSend', async (_request, reply) => void reply.header('x-frame-options', 'DENY'));
  void server.register(httpProxy, {
    upstream: options.upstream,
    // Read here: the name comes into the body.
    proxyPayloads: false,
    preHandler: (request, reply) => proxy.putName(request, reply),
    replyOptions: { queryString: (_, url, request) => proxy.queryOf(url, request) },
  });
  return server;
}

class UiProxy {
  readonly #options: UiProxyOptions;
  readonly #names = new WeakMap<object, string>();

  constructor(options: UiProxyOptions) {
    this.#options = options;
  }

  /** Before the body is read. */
  async admit(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { own, identify, mustBeNamed, onForeign } = this.#options;
    const { method, headers } = request;
    const isForeign = !own.isOwn(headers);
    if (isForeign || (!reading.includes(method) && !own.isSameOrigin(headers))) {
      const { host = null, origin = null } = headers;
      onForeign({ method, path: pathOf(request), host, origin });
      return isForeign
        ? reply.code(421).send({ message: 'the Host is not one of this server: see gateway.ui.url' })
        : reply.code(403).send({ message: 'a page of another site has sent this: nothing was changed' });
    }
    const who = await identify(request.raw);
    if (who !== null) this.#names.set(request.raw, who);
    else if (mustBeNamed) return reply.code(401).send({ message: 'no valid token of the proxy is there' });
  }

  async putName(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { method } = request;
    const path = pathOf(request);
    if (reading.includes(method) || query.test(path)) return;
    const who = this.#names.get(request.raw) ?? null;
    this.#options.onChange({ method, path, who });
    if (who === null) return reply.code(403).send({ message: 'nobody is named: nothing was changed' });
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

  queryOf(url: string, { method, raw }: { method: string; raw: object }): string {
    const { search, searchParams } = new URL(url, 'http://ui');
    if (method !== 'DELETE') return search.slice(1);
    searchParams.set('identity', this.#names.get(raw) ?? '');
    return searchParams.toString();
  }
}
