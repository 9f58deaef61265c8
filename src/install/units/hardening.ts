/**
 * Restrictions of all three services. systemd.exec(5) explains them; `systemd-analyze security` rates them.
 */
import { stateFolder } from '../layout';
import type { Settings } from '../types';
import { word, type Entry } from './render';

/** Paths of one service. */
export interface Access {
  /** Files and folders that the service reads; of the homes it sees nothing else. */
  reads: string[];
  /** Folders beside its state to which the service writes. */
  writes: string[];
  /** Secrets of the other services. */
  hidden: string[];
}

const homes = /^\/(home|root|run\/user)(\/|$)/;
const inHomes = (path: string): boolean => homes.test(path);

/** Escapes colons, which separate the paths of a bind mount. */
const bound = (path: string): string => word(path).replaceAll(':', '\\:');

function homeEntries(reads: string[], writes: string[]): Entry[] {
  if (![...reads, ...writes].some(inHomes))
    return [
      ['ProtectHome', 'yes'],
      ['PrivateUsers', 'yes'],
    ];
  return [
    'Of the homes the service sees only these paths; a missing file is no error.',
    ['ProtectHome', 'tmpfs'],
    ...reads.filter(inHomes).map((path): Entry => ['BindReadOnlyPaths', `-${bound(path)}`]),
  ];
}

const writable = (path: string): Entry =>
  inHomes(path) ? ['BindPaths', bound(path)] : ['ReadWritePaths', word(path)];

/** systemd makes a folder below /var/lib itself; any other must exist. */
function state(settings: Settings): Entry[] {
  if (settings.stateHome !== '/var/lib') return [writable(stateFolder(settings))];
  return [
    ['StateDirectory', 'roost'],
    ['StateDirectoryMode', '0700'],
  ];
}

export function hardening(settings: Settings, { reads, writes, hidden }: Access): Entry[] {
  return [
    ...state(settings),
    ...writes.map(writable),
    ...hidden.map((path): Entry => ['InaccessiblePaths', word(`-${path}`)]),
    ['UMask', '0077'],
    ['ProtectSystem', 'strict'],
    ...homeEntries([settings.prefix, ...reads], [...writes, settings.stateHome]),
    ['PrivateTmp', 'yes'],
    ['PrivateDevices', 'yes'],
    ['ProtectProc', 'invisible'],
    'A core file would hold secrets.',
    ['LimitCORE', '0'],
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
    'AF_UNIX for an SSH agent; AF_NETLINK lists the addresses of this machine.',
    ['RestrictAddressFamilies', 'AF_INET', 'AF_INET6', 'AF_UNIX', 'AF_NETLINK'],
    ['SystemCallArchitectures', 'native'],
    ['SystemCallFilter', '@system-service'],
    ['SystemCallFilter', '~@privileged', '@resources'],
    ['SystemCallErrorNumber', 'EPERM'],
    'No MemoryDenyWriteExecute: V8 compiles JavaScript to machine code while it runs.',
  ];
}

/** For a service that talks to this machine only. */
export const loopbackOnly: Entry[] = [
  ['IPAddressDeny', 'any'],
  ['IPAddressAllow', 'localhost'],
];
