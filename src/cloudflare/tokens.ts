/** The API token that roost uses, and its successor. */
import { RoostError } from '../errors';
import { openClient } from './client';
import { asked, saysMissing } from './failures';
import { all, changed, most, seen, type Parts } from './part';
import type { TokenWork } from './types';
import type { Client, NewToken, WireToken } from './wire';

/** Of a user or of an account, alike. */
interface Tokens {
  verify(): Promise<WireToken>;
  list(): AsyncIterable<WireToken>;
  get(id: string): Promise<WireToken>;
  create(token: NewToken): Promise<{ value?: string }>;
  delete(id: string): Promise<unknown>;
}

export function tokenWork(parts: Parts): TokenWork {
  const { client, account, api } = parts;

  /** A token of an account fails the check of a user's, and the other way round. */
  async function own(signal?: AbortSignal): Promise<{ tokens: Tokens; me: WireToken & { id: string } }> {
    const kinds = [ofUser(client, signal), ofAccount(client, account, signal)];
    let failure: unknown;
    for (const tokens of kinds) {
      try {
        const { id } = await asked('verify the token', () => tokens.verify());
        if (id === undefined) continue;
        const me = await asked('read the token', () => tokens.get(id));
        return { tokens, me: { ...me, id } };
      } catch (error) {
        if (!(error instanceof RoostError) || error.code === 'CloudflareFailed') throw error;
        failure = error;
      }
    }
    throw failure;
  }

  const named = async (tokens: Tokens, name: string) =>
    (await asked('list the tokens', () => all(tokens.list()))).filter((one) => one.name === name);

  const removeAt = (tokens: Tokens, id: string, name: string) =>
    asked(`remove the token ${name}`, () => tokens.delete(id)).catch((error: unknown) => {
      if (!saysMissing(error)) throw error;
    });

  return {
    async current(signal) {
      const { me } = await own(signal);
      return { id: me.id, name: me.name ?? '' };
    },

    async renew(name, store, signal) {
      const { tokens, me } = await own(signal);
      if (me.name === name) return 'it is in use already';
      for (const { id = '' } of await named(tokens, name)) await removeAt(tokens, id, name);
      const { value } = await asked(`create the token ${name}`, () => tokens.create(successor(me, name)));
      if (!value) throw new RoostError('CloudflareFailed', 'Cloudflare created a token without a value.');
      const second = { ...parts, client: await openClient({ token: value, api }) };
      await seen(parts, `the token ${name}`, () => works(second, signal), signal);
      await store(value);
      return 'created, tried and stored';
    },

    async remove({ id, name }, signal) {
      const { tokens, me } = await own(signal);
      const isInUse = id === null ? me.name === name : me.id === id;
      if (isInUse && id === null) return 'it is in use, so it stays';
      if (isInUse) throw changed(`The token in use (${name})`);
      const ids = id === null ? (await named(tokens, name)).map((one) => one.id ?? '') : [id];
      for (const one of ids) await removeAt(tokens, one, name);
      const isGone = async () =>
        !(await asked('list the tokens', () => all(tokens.list()))).some((one) => ids.includes(one.id ?? ''));
      await seen(parts, `the token ${name} is gone`, isGone, signal);
      return ids.length === 0 ? 'there is none' : 'removed';
    },
  };
}

/** One read for each permission: a token that lacks one must not take the place of one that has it. */
async function works({ client, account }: Parts, signal?: AbortSignal): Promise<boolean> {
  const page = { account_id: account, per_page: 5 };
  const reads: (() => AsyncIterable<unknown>)[] = [
    () => client.zones.list({ account: { id: account }, per_page: 5 }, { signal }),
    () => client.zeroTrust.tunnels.cloudflared.list({ ...page, is_deleted: false }, { signal }),
    () => client.zeroTrust.access.policies.list(page, { signal }),
    () => client.zeroTrust.access.applications.list(page, { signal }),
  ];
  try {
    for (const read of reads)
      await asked('try the new token', async () => {
        for await (const one of read()) return one ?? true;
        return true;
      });
    return true;
  } catch (error) {
    // Known everywhere only after a moment.
    if (error instanceof RoostError && error.code === 'CloudflareTokenWrong') return false;
    throw error;
  }
}

const successor = ({ policies = [], condition }: WireToken, name: string): NewToken => {
  const copied = policies.map(({ effect, permission_groups, resources }) => ({
    effect,
    permission_groups: permission_groups.map(({ id }) => ({ id })),
    resources: resources as Record<string, string>,
  }));
  return condition ? { name, policies: copied, condition } : { name, policies: copied };
};

const ofUser = ({ user: { tokens } }: Client, signal?: AbortSignal): Tokens => ({
  verify: () => tokens.verify({ signal }),
  list: () => tokens.list(most, { signal }),
  get: (id) => tokens.get(id, { signal }),
  create: (token) => tokens.create(token, { signal }),
  delete: (id) => tokens.delete(id, { signal }),
});

const ofAccount = ({ accounts: { tokens } }: Client, account: string, signal?: AbortSignal): Tokens => {
  const of = { account_id: account };
  return {
    verify: () => tokens.verify(of, { signal }),
    list: () => tokens.list({ ...of, ...most }, { signal }),
    get: (id) => tokens.get(id, of, { signal }),
    create: (token) => tokens.create({ ...of, ...token }, { signal }),
    delete: (id) => tokens.delete(id, of, { signal }),
  };
};
