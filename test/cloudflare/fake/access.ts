import { randomBytes, randomUUID } from 'node:crypto';
import { answer, found, page, parsed, refused } from './envelope';
import * as schemas from './schemas';
import type { Route } from './server';
import type { Application, Policy, State } from './state';

const policyOf = (state: State, id: string): Policy =>
  found(
    state.policies.find((one) => one.id === id),
    12130,
    'access.api.error.policy_not_found: Policy',
  );

const applicationOf = (state: State, id: string): Application =>
  found(
    state.applications.find((one) => one.id === id),
    11021,
    'access.api.error.unknown_application: Application',
  );

const users = (state: State, id: string): number =>
  state.applications.filter(({ policies }) => policies.includes(id)).length;

const shownPolicy = (state: State, policy: Policy) => ({
  ...policy,
  // Where none was set the API answers an empty one.
  session_duration: policy.session_duration ?? '',
  reusable: true,
  app_count: users(state, policy.id),
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
});

const shownApplication = (state: State, application: Application) => ({
  ...application,
  uid: application.id,
  destinations: [{ type: 'public', uri: application.domain }],
  policies: application.policies.map((one, i) =>
    typeof one === 'string'
      ? { ...shownPolicy(state, policyOf(state, one)), precedence: i + 1 }
      : { ...one, precedence: i + 1, reusable: false },
  ),
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
});

const madePolicy = (body: schemas.PolicyBody, id: string = randomUUID()): Policy => ({
  exclude: [],
  require: [],
  ...body,
  id,
});

function madeApplication(state: State, body: schemas.ApplicationBody, id: string, aud: string): Application {
  const links = body.policies ?? [];
  const isInline = (one: (typeof links)[number]): one is Extract<typeof one, { decision: string }> =>
    'decision' in one;
  if (links.some(isInline) && !links.every(isInline))
    throw refused(
      400,
      12130,
      'access.api.error.invalid_request: reusable and inline policies exclude each other',
    );
  const ordered = [...links].sort((a, b) => (a.precedence ?? 0) - (b.precedence ?? 0));
  return {
    id,
    aud,
    ...body,
    session_duration: body.session_duration ?? '24h',
    policies: ordered.map((one) =>
      isInline(one)
        ? { exclude: [], require: [], ...one, id: one.id ?? randomUUID() }
        : policyOf(state, one.id).id,
    ),
  };
}

const policies = '/accounts/:account/access/policies';
const apps = '/accounts/:account/access/apps';

/** `destinations` is part of what comes, and may be sent back. */
const withoutDestinations = (body: unknown): unknown =>
  Object.fromEntries(Object.entries(body as object).filter(([key]) => key !== 'destinations'));

export const accessRoutes: Route[] = [
  [
    'GET',
    policies,
    ({ state, query }) =>
      page(
        state.policies.map((one) => shownPolicy(state, one)),
        query,
      ),
  ],
  [
    'POST',
    policies,
    ({ state, body }) => {
      const policy = madePolicy(parsed(schemas.policy, body));
      state.policies.push(policy);
      return answer(shownPolicy(state, policy));
    },
  ],
  ['GET', `${policies}/:id`, ({ state, params }) => answer(shownPolicy(state, policyOf(state, params.id!)))],
  [
    'PUT',
    `${policies}/:id`,
    ({ state, params, body }) => {
      const policy = policyOf(state, params.id!);
      state.policies[state.policies.indexOf(policy)] = madePolicy(parsed(schemas.policy, body), policy.id);
      return answer(shownPolicy(state, policyOf(state, policy.id)));
    },
  ],
  [
    'DELETE',
    `${policies}/:id`,
    ({ state, params }) => {
      const { id } = policyOf(state, params.id!);
      if (users(state, id) > 0)
        throw refused(409, 12132, 'access.api.error.conflict: policy is in use by an application');
      state.policies = state.policies.filter((one) => one.id !== id);
      return answer({ id });
    },
  ],
  [
    'GET',
    apps,
    ({ state, query }) =>
      page(
        state.applications.map((one) => shownApplication(state, one)),
        query,
        25,
      ),
  ],
  [
    'POST',
    apps,
    ({ state, body }) => {
      const application = madeApplication(
        state,
        parsed(schemas.application, body),
        randomUUID(),
        randomBytes(32).toString('hex'),
      );
      state.applications.push(application);
      return answer(shownApplication(state, application));
    },
  ],
  [
    'GET',
    `${apps}/:id`,
    ({ state, params }) => answer(shownApplication(state, applicationOf(state, params.id!))),
  ],
  [
    'PUT',
    `${apps}/:id`,
    ({ state, params, body }) => {
      const former = applicationOf(state, params.id!);
      const next = madeApplication(
        state,
        parsed(schemas.application, withoutDestinations(body)),
        former.id,
        former.aud,
      );
      state.applications[state.applications.indexOf(former)] = next;
      return answer(shownApplication(state, next));
    },
  ],
  [
    'DELETE',
    `${apps}/:id`,
    ({ state, params }) => {
      const { id } = applicationOf(state, params.id!);
      state.applications = state.applications.filter((one) => one.id !== id);
      return answer({ id });
    },
  ],
];
