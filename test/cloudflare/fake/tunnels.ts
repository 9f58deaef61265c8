import { randomBytes, randomUUID } from 'node:crypto';
import { answer, found, page, parsed, refused } from './envelope';
import * as schemas from './schemas';
import type { Route } from './server';
import type { Connector, State, Tunnel } from './state';

const live = (state: State, id: string): Tunnel =>
  found(
    state.tunnels.find((one) => one.id === id && one.deleted_at === null),
    1003,
    'Tunnel',
  );

const shown = ({ id, name, config_src, created_at, deleted_at, connectors }: Tunnel) => ({
  id,
  account_tag: 'account',
  name,
  config_src,
  remote_config: config_src === 'cloudflare',
  status: deleted_at === null && connectors.length > 0 ? 'healthy' : 'inactive',
  tun_type: 'cfd_tunnel',
  connections: [],
  created_at,
  deleted_at,
  metadata: {},
});

const shownConnector = ({ id, run_at, conns, origin_ip }: Connector) => ({
  id,
  arch: 'linux_amd64',
  version: '2026.8.2',
  config_version: 1,
  run_at,
  features: [],
  conns: Array.from({ length: conns }, (_, i) => ({
    id: randomUUID(),
    colo_name: `fra0${i}`,
    client_id: id,
    client_version: '2026.8.2',
    origin_ip,
    opened_at: run_at,
  })),
});

/** Every name of a tunnel that lives is its own. */
function requireFree(state: State, name: string): void {
  if (state.tunnels.some((one) => one.deleted_at === null && one.name === name))
    throw refused(409, 1013, `You already have a tunnel with this name`);
}

export const tunnelRoutes: Route[] = [
  [
    'GET',
    '/accounts/:account/cfd_tunnel',
    ({ state, query }) => {
      const all = state.tunnels
        .filter(({ name }) => query.name === undefined || name === query.name)
        // Without the filter the deleted ones come too.
        .filter(
          ({ deleted_at }) =>
            query.is_deleted === undefined || (deleted_at !== null) === (query.is_deleted === 'true'),
        );
      return page(all.map(shown), query);
    },
  ],
  [
    'POST',
    '/accounts/:account/cfd_tunnel',
    ({ state, body }) => {
      const { name, config_src = 'local', tunnel_secret } = parsed(schemas.tunnelCreate, body);
      requireFree(state, name);
      const tunnel: Tunnel = {
        id: randomUUID(),
        name,
        config_src,
        secret: tunnel_secret ?? randomBytes(32).toString('base64'),
        created_at: new Date().toISOString(),
        deleted_at: null,
        config: null,
        connectors: [],
      };
      state.tunnels.push(tunnel);
      return answer(shown(tunnel));
    },
  ],
  [
    'GET',
    '/accounts/:account/cfd_tunnel/:id',
    ({ state, params }) =>
      answer(
        shown(
          found(
            state.tunnels.find((one) => one.id === params.id),
            1003,
            'Tunnel',
          ),
        ),
      ),
  ],
  [
    'PATCH',
    '/accounts/:account/cfd_tunnel/:id',
    ({ state, params, body }) => {
      const { name, tunnel_secret } = parsed(schemas.tunnelEdit, body);
      const tunnel = live(state, params.id!);
      if (name !== undefined && name !== tunnel.name) requireFree(state, name);
      tunnel.name = name ?? tunnel.name;
      tunnel.secret = tunnel_secret ?? tunnel.secret;
      return answer(shown(tunnel));
    },
  ],
  [
    'DELETE',
    '/accounts/:account/cfd_tunnel/:id',
    ({ state, params }) => {
      const tunnel = live(state, params.id!);
      if (tunnel.connectors.length > 0)
        throw refused(400, 1022, 'Cannot delete tunnel because it has active connections');
      tunnel.deleted_at = new Date().toISOString();
      return answer(shown(tunnel));
    },
  ],
  [
    'GET',
    '/accounts/:account/cfd_tunnel/:id/token',
    ({ state, params }) => {
      const { id, secret } = live(state, params.id!);
      return answer(Buffer.from(JSON.stringify({ a: params.account, t: id, s: secret })).toString('base64'));
    },
  ],
  [
    'GET',
    '/accounts/:account/cfd_tunnel/:id/configurations',
    ({ state, params }) => {
      const { id, config, created_at, config_src } = live(state, params.id!);
      const { version = 0, config: set = null } = config ?? {};
      return answer({
        account_id: params.account,
        tunnel_id: id,
        version,
        config: set,
        source: config_src,
        created_at,
      });
    },
  ],
  [
    'PUT',
    '/accounts/:account/cfd_tunnel/:id/configurations',
    ({ state, params, body }) => {
      const { config } = parsed(schemas.configuration, body);
      const tunnel = live(state, params.id!);
      const { ingress } = config;
      if (ingress.at(-1)!.hostname || ingress.at(-1)!.path)
        throw refused(400, 1056, 'Bad Configuration: The last ingress rule must match all URLs');
      if (ingress.slice(0, -1).some(({ hostname, path }) => !hostname && !path))
        throw refused(400, 1056, 'Bad Configuration: Rule matches all URLs, but is not the last one');
      // One that a file on its host configures takes it, and does nothing with it.
      tunnel.config = { version: (tunnel.config?.version ?? 0) + 1, config: { ...config, ingress } };
      return answer({
        account_id: params.account,
        tunnel_id: tunnel.id,
        ...tunnel.config,
        source: 'cloudflare',
      });
    },
  ],
  [
    'GET',
    '/accounts/:account/cfd_tunnel/:id/connections',
    ({ state, params }) => answer(live(state, params.id!).connectors.map(shownConnector)),
  ],
  [
    'DELETE',
    '/accounts/:account/cfd_tunnel/:id/connections',
    ({ state, params, query }) => {
      const tunnel = live(state, params.id!);
      tunnel.connectors =
        query.client_id === undefined ? [] : tunnel.connectors.filter(({ id }) => id !== query.client_id);
      return answer({});
    },
  ],
];
