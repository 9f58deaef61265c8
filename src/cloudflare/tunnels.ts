/** Tunnels and their ingress. */
import { hostIn } from '../plan/cloudflare/marks';
import { rulePlace, sameRules } from '../plan/cloudflare/normal';
import { tunnelAddress } from '../plan/cloudflare/records';
import type { IngressRule, TunnelState } from '../protocol/steps/cloudflare';
import { asked, saysExists, saysMissing } from './failures';
import { all, changed, most, seen, show, type Parts } from './part';
import type { Writes } from './types';

type TunnelWrites = Pick<Writes, 'createTunnel' | 'writeIngress' | 'removeTunnel' | 'markTunnel'>;

type Config = Record<string, unknown> & { ingress?: (IngressRule & Record<string, unknown>)[] };

export const listTunnels = ({ client, account }: Parts, name?: string, signal?: AbortSignal) =>
  asked('list the tunnels', () =>
    all(
      // Without `is_deleted` those that were deleted come too.
      client.zeroTrust.tunnels.cloudflared.list(
        { account_id: account, is_deleted: false, name, ...most },
        { signal },
      ),
    ),
  ).then((tunnels) => tunnels.filter((one) => !one.deleted_at));

export async function readTunnels(
  parts: Parts,
  isWanted: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<TunnelState[]> {
  const tunnels = await listTunnels(parts, undefined, signal);
  const states: TunnelState[] = [];
  for (const { id = '', name, config_src, status } of tunnels) {
    const isAsked = config_src !== 'local' && isWanted(name ?? '');
    const { rules } = isAsked ? await readConfig(parts, id, signal) : { rules: null };
    states.push({
      id,
      name: show(name),
      source: config_src === 'local' ? 'local' : 'cloudflare',
      rules,
      connected: status === 'healthy' || status === 'degraded',
    });
  }
  return states;
}

/** The id of the tunnel of that name. Errors: `CloudflareChanged`. */
export async function tunnelId(parts: Parts, name: string, signal?: AbortSignal): Promise<string> {
  const found = (await listTunnels(parts, name, signal)).find((one) => one.name === name);
  if (!found?.id) throw changed(`The tunnel ${name}`);
  return found.id;
}

export const addressOf = async (parts: Parts, name: string, signal?: AbortSignal): Promise<string> =>
  tunnelAddress(await tunnelId(parts, name, signal));

async function readConfig(
  { client, account }: Parts,
  id: string,
  signal?: AbortSignal,
): Promise<{ config: Config; rules: IngressRule[] | null }> {
  const answer = await asked(`read the ingress of ${id}`, () =>
    client.zeroTrust.tunnels.cloudflared.configurations.get(id, { account_id: account }, { signal }),
  );
  const config = (answer.config ?? {}) as Config;
  const rules = config.ingress?.map(({ hostname, path, service }) => ({
    hostname: hostname ? hostname.toLowerCase().replace(/\.$/, '') : undefined,
    path: path || undefined,
    service,
  }));
  return { config, rules: rules ?? null };
}

export const tunnelWrites = (parts: Parts): TunnelWrites => {
  const { client, account, serial, fleet } = parts;
  const api = client.zeroTrust.tunnels.cloudflared;
  return {
    async createTunnel({ name }, signal) {
      const isThere = async () => (await listTunnels(parts, name, signal)).some((one) => one.name === name);
      if (await isThere()) return 'it is there';
      await asked(`create the tunnel ${name}`, () =>
        api.create({ account_id: account, name, config_src: 'cloudflare' }, { signal }),
      ).catch((error: unknown) => {
        if (!saysExists(error)) throw error;
      });
      await seen(parts, `the tunnel ${name}`, isThere, signal);
      return 'created';
    },

    writeIngress: ({ tunnel, rules, was }, signal) =>
      serial(tunnel, async () => {
        const id = await tunnelId(parts, tunnel, signal);
        const now = await readConfig(parts, id, signal);
        if (now.rules !== null && sameRules(now.rules, rules)) return 'it is so already';
        if (!sameRules(now.rules, was)) throw changed(`The ingress of the tunnel ${tunnel}`);
        // What else somebody has set there stays: of the rules, and of the whole.
        const ingress = rules.map((rule) => ({
          ...now.config.ingress?.find((one) => rulePlace(one) === rulePlace(rule)),
          ...rule,
        }));
        await asked(`set the ingress of ${tunnel}`, () =>
          api.configurations.update(
            id,
            { account_id: account, config: { ...now.config, ingress } },
            { signal },
          ),
        );
        const isSet = async () => sameRules((await readConfig(parts, id, signal)).rules, rules);
        await seen(parts, `the ingress of ${tunnel}`, isSet, signal);
        return `${rules.length - 1} hostnames`;
      }),

    removeTunnel: ({ id, name }, signal) =>
      serial(name, async () => {
        const find = async () => (await listTunnels(parts, name, signal)).find((one) => one.id === id);
        const there = await find();
        if (!there) return 'it is gone';
        if (hostIn(there.name ?? '', fleet) === null) throw changed(`The tunnel ${name}`);
        await asked(`remove the tunnel ${name}`, () =>
          api.delete(id, { account_id: account }, { signal }),
        ).catch((error: unknown) => {
          if (!saysMissing(error)) throw error;
        });
        await seen(parts, `the tunnel ${name} is gone`, async () => !(await find()), signal);
        return 'removed';
      }),

    async markTunnel({ id, name, as }, signal) {
      const nameNow = async () =>
        (await listTunnels(parts, undefined, signal)).find((one) => one.id === id)?.name;
      const now = await nameNow();
      if (now === as) return 'it is marked';
      if (now === undefined || show(now) !== name) throw changed(`The tunnel ${name}`);
      await asked(`rename the tunnel ${name}`, () =>
        api.edit(id, { account_id: account, name: as }, { signal }),
      );
      await seen(parts, `the name ${as}`, async () => (await nameNow()) === as, signal);
      return 'marked';
    },
  };
};
