/**
 * Temporal's UI behind a proxy that knows who is logged in. Each request that changes something gets the
 * person's name as its identity. The UI itself sends no name, and Temporal keeps no header.
 */
import httpProxy from '@fastify/http-proxy';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { searchAttribute } from '../../protocol/names';
import { limits } from '../limits';
import { frontPage, type FrontPage } from './front';
import type { Identify } from './identify';
import type { OwnNames } from './own-names';

export interface UiProxyOptions {
  /** URL of Temporal's UI. */
  upstream: string;
  /** roost's own. */
  namespace: string;
  own: OwnNames;
  identify: Identify;
  /** Whether a request that only reads needs a name too. */
  mustBeNamed: boolean;
  /** Called with each request that changes something. `who` null: it had no name, so it was refused. */
  onChange(change: { method: string; path: string; who: string | null }): void;
  /** Called with each request that was refused because a foreign page can have sent it. */
  onForeign(request: { method: string; path: string; host: string | null; origin: string | null }): void;
}

const api = '/api/v1/namespaces/[^/]+';
const workflow = `${api}/workflows/[^/]+`;
const matching = (...paths: string[]): RegExp => new RegExp(`^(${paths.join('|')})$`);

/** Requests whose body has `identity` at its top. */
const named = matching(
  `${workflow}(/(cancel|terminate|reset|pause|unpause|signal/[^/]+|signal-with-start/[^/]+))?`,
  `${api}/schedules/[^/]+(/(patch|update))?`,
  `${api}/batch-operations/[^/]+/stop`,
);
const start = matching(workflow, `${workflow}/signal-with-start/[^/]+`);
const batch = matching(`${api}/batch-operations/[^/]+`);
const update = matching(`${workflow}/update/[^/]+`);
/** A query is a POST that only reads. */
const query = matching(`${workflow}/query/[^/]+`);

type Body = Record<string, unknown>;
const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As JSON, the way the UI sends the attributes of a run. */
const payload = (value: string) => ({
  metadata: { encoding: Buffer.from('json/plain').toString('base64') },
  data: Buffer.from(JSON.stringify(value)).toString('base64'),
});

/**
 * The list of runs shows who has started them. *Start Workflow Like
 * This One* would bring the name of another.
 */
function listedBy(who: string, body: Body): Body {
  const given = isBody(body.searchAttributes) ? body.searchAttributes : {};
  const fields = isBody(given.indexedFields) ? given.indexedFields : {};
  return { ...body, searchAttributes: { indexedFields: { ...fields, [searchAttribute.by]: payload(who) } } };
}

/** The body with `who` as its only identity. A request for which the API has no identity gets none. */
export function withIdentity(who: string, path: string, body: Body, namespace: string): Body {
  const { identity: _claimed, ...rest } = body;
  // Only roost's namespace is sure to know the attribute.
  if (start.test(path) && path.startsWith(`/api/v1/namespaces/${encodeURIComponent(namespace)}/`))
    return { ...listedBy(who, rest), identity: who };
  if (named.test(path)) return { ...rest, identity: who };
  // The body has one of `terminationOperation`, `signalOperation` …
  if (batch.test(path))
    return Object.fromEntries(
      Object.entries(rest).map(([key, value]) => [
        key,
        /Operation$/.test(key) && isBody(value) ? { ...value, identity: who } : value,
      ]),
    );
  if (!update.test(path)) return rest;
  const request = isBody(rest.request) ? rest.request : {};
  const meta = isBody(request.meta) ? request.meta : {};
  return { ...rest, request: { ...request, meta: { ...meta, identity: who } } };
}

const pathOf = ({ url }: FastifyRequest): string => new URL(url, 'http://ui').pathname;

/** The UI's own pages send JSON as `text/plain`, and its server reads it as JSON under any content type. */
function bodyOf({ body }: FastifyRequest): unknown {
  if (typeof body !== 'string') return body ?? {};
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch {
    return body;
  }
}

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
  // No other page may frame the UI and trick a person into clicks.
  server.addHook('onSend', async (_request, reply) => void reply.header('x-frame-options', 'DENY'));
  void server.register(httpProxy, {
    upstream: options.upstream,
    // The body is read here, because the name is added to it.
    proxyPayloads: false,
    preHandler: (request, reply) => proxy.putName(request, reply),
    replyOptions: { queryString: (_, url, request) => proxy.queryOf(url, request) },
  });
  return server;
}

class UiProxy {
  readonly #options: UiProxyOptions;
  readonly #front: FrontPage;
  readonly #names = new WeakMap<object, string>();

  constructor(options: UiProxyOptions) {
    this.#options = options;
    this.#front = frontPage(options.namespace);
  }

  /** Runs before the body is read. */
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
    if (method === 'GET' && request.url === '/')
      return reply
        .type('text/html')
        .header('content-security-policy', this.#front.policy)
        .send(this.#front.html);
  }

  async putName(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { method } = request;
    const path = pathOf(request);
    if (reading.includes(method) || query.test(path)) return;
    const who = this.#names.get(request.raw) ?? null;
    this.#options.onChange({ method, path, who });
    if (who === null)
      return reply.code(403).send({ message: 'the request has no name of a person; nothing was changed' });
    // A DELETE carries the identity in its query (`queryOf`).
    if (method === 'DELETE') {
      if (request.body !== undefined && request.body !== null)
        return reply.code(415).send({ message: 'a DELETE has no body' });
      return;
    }
    const body = bodyOf(request);
    if (!isBody(body)) return reply.code(415).send({ message: 'should be a JSON object' });
    request.headers['content-type'] = 'application/json';
    request.body = withIdentity(who, path, body, this.#options.namespace);
  }

  queryOf(url: string, { method, raw }: { method: string; raw: object }): string {
    const { search, searchParams } = new URL(url, 'http://ui');
    if (method !== 'DELETE') return search.slice(1);
    searchParams.set('identity', this.#names.get(raw) ?? '');
    return searchParams.toString();
  }
}
