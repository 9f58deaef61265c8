import type { Repository } from './repos/repository';

export interface LabHost {
  name: string;
  address: '127.0.0.1';
  port: number;
  user: 'deploy';
  /** `ssh-ed25519 AAAA…` */
  hostKey: string;
  container: string;
  /** The host's nginx, as this machine reaches it. */
  proxyUrl: string;
  dataRoot: '/srv';
}

/** What `labUp` leaves in the lab's folder, and what later processes read from there. */
export interface LabState {
  name: string;
  dir: string;
  fleetFile: string;
  ageKeyFile: string;
  sshKeyFile: string;
  /** For `ssh -F`: every host by its name, its key pinned. */
  sshConfig: string;
  registry: { address: string; container: string };
  hosts: LabHost[];
}

export interface Lab extends LabState {
  repos: { phone: Repository; site: Repository };
  host(name: string): LabHost;
  down(): Promise<void>;
}
