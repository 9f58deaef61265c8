import { randomBytes, randomUUID } from 'node:crypto';
import { answer, found, page, parsed, refused } from './envelope';
import * as schemas from './schemas';
import type { Route } from './server';
import type { ApiToken, State } from './state';

/** Permission groups come back with their names. */
const shown = ({ id, name, status, policies }: ApiToken) => ({
  id,
  name,
  status,
  policies: policies.map(({ permission_groups, ...rest }) => ({
    id: `policy-${id}`,
    ...rest,
    permission_groups: permission_groups.map((group) => ({ ...group, name: `Group ${group.id}` })),
  })),
});

/** Of a user or of an account: neither knows the other's. */
const routesOf = (owner: ApiToken['owner'], base: string): Route[] => {
  const tokenOf = (state: State, id: string): ApiToken =>
    found(
      state.tokens.find((one) => one.id === id && one.owner === owner),
      1003,
      'Token',
    );
  return [
    [
      'GET',
      `${base}/verify`,
      ({ state, token }) => {
        const one = state.tokens.find(({ value }) => value === token);
        if (one?.owner !== owner) throw refused(401, 1000, 'Invalid API Token');
        return answer({ id: one.id, status: one.status });
      },
    ],
    [
      'GET',
      base,
      ({ state, query }) => page(state.tokens.filter((one) => one.owner === owner).map(shown), query),
    ],
    [
      'POST',
      base,
      ({ state, body }) => {
        const { name, policies } = parsed(schemas.token, body);
        const id = randomUUID().replaceAll('-', '');
        const value = randomBytes(20).toString('hex');
        const made: ApiToken = { id, name, policies, status: 'active', value, owner };
        state.tokens.push(made);
        // The value is in this one answer only.
        return answer({ ...shown(made), value });
      },
    ],
    ['GET', `${base}/:id`, ({ state, params }) => answer(shown(tokenOf(state, params.id!)))],
    [
      'DELETE',
      `${base}/:id`,
      ({ state, params }) => {
        const { id } = tokenOf(state, params.id!);
        state.tokens = state.tokens.filter((one) => one.id !== id);
        return answer({ id });
      },
    ],
  ];
};

export const tokenRoutes: Route[] = [
  ...routesOf('user', '/user/tokens'),
  ...routesOf('account', '/accounts/:account/tokens'),
];
