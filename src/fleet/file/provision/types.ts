/** What a host is to be, and who may work on it. */

export interface OperatorConfig {
  /** Of the account on the hosts. */
  name: string;
  /** Lines of authorized_keys. */
  keys: string[];
  /** Names of the hosts; null: all. */
  hosts: string[] | null;
  /** May become root without a password. */
  sudo: boolean;
}

export interface ProvisionConfig {
  /** Debian packages, besides those that roost itself needs. */
  packages: string[];
  docker: boolean;
  /** IANA name; absent: it stays as it is. */
  timeZone?: string;
  /** Bytes of /swapfile; absent: it stays as it is. */
  swap?: number;
  /** Kernel settings, by name. */
  sysctl: Record<string, string>;
  /** Docker networks besides that of the proxy. */
  networks: string[];
  /** Null: roost sets no rules. */
  firewall: FirewallConfig | null;
  /** Null: sshd stays as it is. Keywords of sshd_config with their value, besides those of roost. */
  sshd: Record<string, string> | null;
  /** Security upgrades by themselves. */
  upgrades: boolean;
  /** Bytes: of the journal, and of the log of each container. */
  logs: { journal: number; container: number };
  /** ms after which the host takes a change of firewall or sshd back that no new connection has confirmed. */
  revertAfter: number;
}

export interface FirewallConfig {
  /** Open to everybody, also where Docker publishes them; SSH is open anyway. */
  tcp: number[];
  udp: number[];
  /** Interfaces from which everything is let in; `NAME*`: all that begin so. */
  trusted: string[];
}
