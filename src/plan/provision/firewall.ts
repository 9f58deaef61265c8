/** The rules of a host: one table of roost's own, replaced as a whole. Pure. */
import type { FirewallConfig } from '../../fleet/file';

/**
 * No other program's table is touched. Docker accepts in its own chains what it publishes, but a drop
 * here is final. `ssh`: ports by which the host is reached.
 */
export function firewallText({ tcp, udp, trusted }: FirewallConfig, ssh: number[]): string {
  const open = sorted([...ssh, ...tcp]);
  const inside = ['docker0', 'br-*', ...trusted].map((name) => `"${name}"`).join(', ');
  return `# Written by roost provision. Changes by hand are found and taken back.
table inet roost
delete table inet roost
table inet roost {
  chain input {
    type filter hook input priority filter; policy drop;
    iif lo accept
    ct state vmap { established : accept, related : accept, invalid : drop }
    meta l4proto { icmp, ipv6-icmp } accept
    udp sport 67 udp dport 68 accept
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
    tcp dport { ${open.join(', ')} } accept
${udp.length > 0 ? `    udp dport { ${udp.join(', ')} } accept\n` : ''}    iifname { ${inside} } accept
  }
  chain published {
    type filter hook forward priority filter - 1; policy accept;
    ct state established,related accept
    iifname { ${inside} } accept
    ${published('tcp', tcp)}
    ${published('udp', udp)}
  }
}
`;
}

/** Of what Docker publishes, by the port that was asked for, not by that of the container. */
const published = (protocol: string, ports: number[]): string =>
  `ct status dnat meta l4proto ${protocol} ${ports.length > 0 ? `ct original proto-dst != { ${ports.join(', ')} } ` : ''}drop`;

/** What answers now, and would not with these rules: `tcp 8080 (docker-proxy)`. */
export function closedBy({ tcp, udp }: FirewallConfig, ssh: number[], listens: string[]): string[] {
  return listens.flatMap((text) => {
    const [protocol = '', port = '', program = ''] = text.split(' ');
    const open = protocol === 'tcp' ? [...tcp, ...ssh] : [...udp, 68, 546];
    return open.includes(Number(port)) ? [] : [`${protocol} ${port}${program ? ` (${program})` : ''}`];
  });
}

const sorted = (ports: number[]): number[] => [...new Set(ports)].sort((a, b) => a - b);
