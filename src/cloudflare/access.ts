/** Access policies and applications. */
import { RoostError } from '../errors';
import { policyIsAs, wireRule } from '../plan/cloudflare/access';
import { applicationIsAs } from '../plan/cloudflare/access-changes';
import { hasName, isMarked } from '../plan/cloudflare/marks';
import type {
  ApplicationState,
  PolicyState,
  WantedApplication,
  WantedPolicy,
  WireRule,
} from '../protocol/steps/cloudflare';
import { asked, saysMissing } from './failures';
import { all, changed, most, seen, show, without, type Parts } from './part';
import type { Writes } from './types';

type AccessWrites = Pick<
  Writes,
  | 'writeAccessPolicy'
  | 'removeAccessPolicy'
  | 'writeAccessApplication'
  | 'removeAccessApplication'
  | 'markAccessPolicy'
  | 'markAccessApplication'
>;

/** As they come, with all fields. */
type Raw = Record<string, unknown> & { id?: string; name?: string };

/** Set by Cloudflare only. */
const readOnly = ['id', 'uid', 'aud', 'app_count', 'reusable', 'created_at', 'updated_at'];

const listPolicies = ({ client, account }: Parts, signal?: AbortSignal): Promise<Raw[]> =>
  asked('list the Access policies', () =>
    all(client.zeroTrust.access.policies.list({ account_id: account, ...most }, { signal })),
  ) as Promise<Raw[]>;

const listApplications = ({ client, account }: Parts, signal?: AbortSignal): Promise<Raw[]> =>
  asked('list the Access applications', () =>
    all(client.zeroTrust.access.applications.list({ account_id: account, ...most }, { signal })),
  ) as Promise<Raw[]>;

export const readPolicies = async (parts: Parts, signal?: AbortSignal): Promise<PolicyState[]> =>
  (await listPolicies(parts, signal)).map(policyOf);

export const readApplications = async (parts: Parts, signal?: AbortSignal): Promise<ApplicationState[]> =>
  (await listApplications(parts, signal)).map(applicationOf);

const rules = (value: unknown): WireRule[] => (Array.isArray(value) ? (value as WireRule[]) : []);
const text = (value: unknown): string => (typeof value === 'string' ? show(value) : '');

const policyOf = (raw: Raw): PolicyState => ({
  id: raw.id ?? '',
  name: text(raw.name),
  decision: text(raw.decision),
  include: rules(raw.include),
  exclude: rules(raw.exclude),
  require: rules(raw.require),
  session: text(raw.session_duration) || null,
});

function applicationOf(raw: Raw): ApplicationState {
  const policies = attached(raw);
  return {
    id: raw.id ?? '',
    name: text(raw.name),
    domain: text(raw.domain),
    type: text(raw.type),
    session: text(raw.session_duration) || null,
    policies: policies.filter(isReusable).map(({ id }) => id ?? ''),
    inline: policies.filter((one) => !isReusable(one)).map(({ name }) => text(name)),
    own: policies.filter((one) => !isReusable(one)).map(policyOf),
  };
}

/** In their order. */
const attached = ({ policies }: Raw): Raw[] =>
  (Array.isArray(policies) ? (policies as Raw[]) : [])
    .map((one) => (typeof one === 'string' ? { id: one, reusable: true } : one))
    .sort((a, b) => Number(a.precedence ?? 0) - Number(b.precedence ?? 0));

const isReusable = ({ reusable }: Raw): boolean => reusable === true;

export const accessWrites = (parts: Parts): AccessWrites => {
  const { client, account, fleet } = parts;
  const { policies, applications } = client.zeroTrust.access;

  const putPolicy = (id: string, body: object, what: string, signal?: AbortSignal) =>
    asked(what, () => policies.update(id, { account_id: account, ...body }, { signal }));
  const putApplication = (id: string, body: object, what: string, signal?: AbortSignal) =>
    asked(what, () => applications.update(id, { account_id: account, ...body }, { signal }));

  return {
    async writeAccessPolicy({ policy, id }, signal) {
      const what = `the Access policy ${policy.name}`;
      const find = async () => findOne(await listPolicies(parts, signal), id, policy.name);
      const isDone = async () => {
        const found = await find();
        return found !== undefined && policyIsAs(policyOf(found), policy);
      };
      const there = await find();
      if (there && policyIsAs(policyOf(there), policy)) return 'it is so already';
      if (there && !hasName(text(there.name), fleet)) throw changed(what);
      const body = policyBody(policy);
      if (there?.id)
        await putPolicy(there.id, { ...without(there, readOnly), ...body }, `change ${what}`, signal);
      else await asked(`create ${what}`, () => policies.create({ account_id: account, ...body }, { signal }));
      await seen(parts, what, isDone, signal);
      return there ? 'changed' : 'created';
    },

    async removeAccessPolicy({ id, name }, signal) {
      const find = async () => (await listPolicies(parts, signal)).find((one) => one.id === id);
      const there = await find();
      if (!there) return 'it is gone';
      if (!hasName(text(there.name), fleet)) throw changed(`The Access policy ${name}`);
      // Its applications have let go of it by now, but that may not be seen at once.
      await seen(
        parts,
        `no application uses the policy ${name}`,
        async () => !(await readApplications(parts, signal)).some((one) => one.policies.includes(id)),
        signal,
      );
      await asked(`remove the Access policy ${name}`, () =>
        policies.delete(id, { account_id: account }, { signal }),
      ).catch(unlessMissing);
      await seen(parts, `the Access policy ${name} is gone`, async () => !(await find()), signal);
      return 'removed';
    },

    async writeAccessApplication({ application, id }, signal) {
      const what = `the Access application ${application.name}`;
      const known = { policies: await readPolicies(parts, signal) };
      const find = async () => findOne(await listApplications(parts, signal), id, application.name);
      const isAs = (raw: Raw): boolean => applicationIsAs(applicationOf(raw), application, known);
      const there = await find();
      if (there && isAs(there)) return 'it is so already';
      if (there && !hasName(text(there.name), fleet)) throw changed(what);
      const body = applicationBody(application, known.policies);
      if (there?.id)
        await putApplication(there.id, { ...without(there, readOnly), ...body }, `change ${what}`, signal);
      else
        await asked(`create ${what}`, () =>
          applications.create({ account_id: account, ...body }, { signal }),
        );
      const isDone = async () => {
        const found = await find();
        return found !== undefined && isAs(found);
      };
      await seen(parts, what, isDone, signal);
      return there ? 'changed' : 'created';
    },

    async removeAccessApplication({ id, name }, signal) {
      const find = async () => (await listApplications(parts, signal)).find((one) => one.id === id);
      const there = await find();
      if (!there) return 'it is gone';
      if (!hasName(text(there.name), fleet)) throw changed(`The Access application ${name}`);
      await asked(`remove the Access application ${name}`, () =>
        applications.delete(id, { account_id: account }, { signal }),
      ).catch(unlessMissing);
      await seen(parts, `the Access application ${name} is gone`, async () => !(await find()), signal);
      return 'removed';
    },

    async markAccessPolicy({ id, name, as }, signal) {
      const find = async () => (await listPolicies(parts, signal)).find((one) => one.id === id);
      const there = await find();
      if (text(there?.name) === as) return 'it is marked';
      const raw = unmarked(there, name);
      await putPolicy(id, { ...without(raw, readOnly), name: as }, `mark the Access policy ${name}`, signal);
      await seen(parts, `the name ${as}`, async () => text((await find())?.name) === as, signal);
      return 'marked';
    },

    async markAccessApplication({ id, name, as }, signal) {
      const find = async () => (await listApplications(parts, signal)).find((one) => one.id === id);
      const there = await find();
      if (text(there?.name) === as) return 'it is marked';
      const raw = unmarked(there, name);
      const body = { ...without(raw, readOnly), name: as, policies: attached(raw).map(sentPolicy) };
      await putApplication(id, body, `mark the Access application ${name}`, signal);
      await seen(parts, `the name ${as}`, async () => text((await find())?.name) === as, signal);
      return 'marked';
    },
  };
};

const findOne = (all: Raw[], id: string | null, name: string): Raw | undefined =>
  all.find((one) => one.id === id) ?? all.find((one) => text(one.name) === name);

function unmarked(there: Raw | undefined, name: string): Raw {
  if (!there || (text(there.name) !== name && !isMarked(text(there.name)))) throw changed(name);
  if (isMarked(text(there.name)))
    throw new RoostError('CloudflareNotOurs', `${name} is marked as ${text(there.name)}.`);
  return there;
}

function unlessMissing(error: unknown): void {
  if (!saysMissing(error)) throw error;
}

const policyBody = ({ name, decision, include, exclude, require, session }: WantedPolicy) => ({
  name,
  decision,
  include: include.map(wireRule),
  exclude: exclude.map(wireRule),
  require: require.map(wireRule),
  session_duration: session,
});

function applicationBody({ name, domain, session, policies }: WantedApplication, known: PolicyState[]) {
  const ids = policies.map((wanted) => {
    const found = known.find((one) => one.name === wanted);
    if (!found) throw changed(`The Access policy ${wanted}`);
    return found.id;
  });
  return {
    type: 'self_hosted',
    name,
    domain,
    session_duration: session,
    policies: ids.map((id, i) => ({ id, precedence: i + 1 })),
  };
}

/** A reusable one by its id, another as it is. */
const sentPolicy = (policy: Raw): object =>
  isReusable(policy)
    ? { id: policy.id, precedence: policy.precedence }
    : without(
        policy,
        readOnly.filter((field) => field !== 'id'),
      );
