/** What all three services are denied. systemd.exec(5) explains each; `systemd-analyze security` rates them. */
import { stateFolder } from '../layout';
import type { Settings, Surroundings } from '../types';
import { word, type Entry } from './render';

const homes = /^\/(home|root|run\/user)(\/|$)/;

/** A key that lies in a home must be readable; nothing there is ever written. */
const protectHome = (reads: string[]): string =>
  reads.some((file) => homes.test(file)) ? 'read-only' : 'yes';

/** systemd makes a folder below /var/lib itself; any other has to be there. */
function state(settings: Settings, writes: string[]): Entry[] {
  const folder = stateFolder(settings);
  const others: Entry[] = writes.map((path) => ['ReadWritePaths', word(path)]);
  if (settings.stateHome !== '/var/lib') return [['ReadWritePaths', word(folder)], ...others];
  return [['StateDirectory', 'roost'], ['StateDirectoryMode', '0700'], ...others];
}

export const hardening = (settings: Settings, { reads, writes }: Surroundings): Entry[] => [
  ...state(settings, writes),
  ['UMask', '0077'],
  ['ProtectSystem', 'strict'],
  ['ProtectHome', protectHome([...reads, settings.fleet])],
  ['PrivateTmp', 'yes'],
  ['PrivateDevices', 'yes'],
  ['ProtectProc', 'invisible'],
  ['ProtectClock', 'yes'],
  ['ProtectHostname', 'yes'],
  ['ProtectControlGroups', 'yes'],
  ['ProtectKernelLogs', 'yes'],
  ['ProtectKernelModules', 'yes'],
  ['ProtectKernelTunables', 'yes'],
  ['NoNewPrivileges', 'yes'],
  ['CapabilityBoundingSet', ''],
  ['AmbientCapabilities', ''],
  ['RestrictNamespaces', 'yes'],
  ['RestrictRealtime', 'yes'],
  ['RestrictSUIDSGID', 'yes'],
  ['RemoveIPC', 'yes'],
  ['LockPersonality', 'yes'],
  'AF_UNIX for an SSH agent; AF_NETLINK tells which addresses this machine has.',
  ['RestrictAddressFamilies', 'AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK'],
  ['SystemCallArchitectures', 'native'],
  ['SystemCallFilter', '@system-service'],
  ['SystemCallFilter', '~@privileged', '@resources'],
  ['SystemCallErrorNumber', 'EPERM'],
  'No MemoryDenyWriteExecute: V8 compiles JavaScript to machine code while it runs.',
];
