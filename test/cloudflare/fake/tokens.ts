import { randomBytes, randomUUID } from 'node:crypto';
import { answer, found, page, parsed } from './envelope';
import * as schemas from './schemas';
import type { Route } from './server';
import type { ApiToken, State } from './state';

const shown = ({ id, name, status, policies }: ApiToken) => ({ id, name, status, policies });

const tokenOf = (state: State, id: string): ApiToken =>
  found(
    state.tokens.find((one) => one.id === id),
    1003,
    'Token',
  );

export const tokenRoutes: Route[] = [
  [
    'GET',
    '/user/tokens/verify',
    ({ state, token }) => {
      const { id, status } = found(
        state.tokens.find(({ value }) => value === token),
        1000,
        'Token',
      );
      return answer({ id, status });
    },
  ],
  ['GET', '/user/tokens', ({ state, query }) => page(state.tokens.map(shown), query)],
  [
    'POST',
    '/user/tokens',
    ({ state, body }) => {
      const { name, policies } = parsed(schemas.token, body);
      const made: ApiToken = {
        id: randomUUID().replaceAll('-', ''),
        name,
        policies,
        status: 'active',
        value: randomBytes(20).toString('hex'),
      };
      state.tokens.push(made);
      // The value is in this one answer only.
      return answer({ ...shown(made), value: made.value });
    },
  ],
  ['GET', '/user/tokens/:id', ({ state, params }) => answer(shown(tokenOf(state, params.id!)))],
  [
    'DELETE',
    '/user/tokens/:id',
    ({ state, params }) => {
      const { id } = tokenOf(state, params.id!);
      state.tokens = state.tokens.filter((one) => one.id !== id);
      return answer({ id });
    },
  ],
];
