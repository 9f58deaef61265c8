import { milliseconds } from '../values/duration';
import { parseSize } from '../values/size';
import type { OperatorInput, ProvisionInput } from './schema';
import type { FirewallConfig, OperatorConfig, ProvisionConfig } from './types';

/** `own` of a host takes precedence key by key; lists of both count. */
export function resolveProvision(all: ProvisionInput = {}, own: ProvisionInput = {}): ProvisionConfig {
  const input = { ...all, ...own };
  return {
    packages: both(all.packages, own.packages),
    docker: input.docker ?? true,
    timeZone: input.timeZone,
    swap: input.swap === undefined ? undefined : parseSize(input.swap),
    sysctl: { ...all.sysctl, ...own.sysctl },
    networks: both(all.networks, own.networks),
    firewall: firewallOf(input.firewall),
    sshd: input.sshd === 'off' ? null : (input.sshd?.settings ?? {}),
    upgrades: input.upgrades ?? true,
    logs: {
      journal: parseSize(input.logs?.journal ?? '500 MB')!,
      container: parseSize(input.logs?.container ?? '50 MB')!,
    },
    revertAfter: milliseconds(input.revertAfter ?? '1m'),
  };
}

function firewallOf(input: ProvisionInput['firewall']): FirewallConfig | null {
  if (input === 'off') return null;
  const { tcp = [80, 443], udp = [443], trusted = ['tailscale0'] } = input ?? {};
  return { tcp: sorted(tcp), udp: sorted(udp), trusted: [...new Set(trusted)] };
}

const both = (all: string[] = [], own: string[] = []): string[] => [...new Set([...all, ...own])];

const sorted = (ports: number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);

export const resolveOperator = (name: string, { keys, hosts, sudo }: OperatorInput): OperatorConfig => ({
  name,
  keys: [...new Set(keys)],
  hosts: hosts ?? null,
  sudo: sudo ?? true,
});
