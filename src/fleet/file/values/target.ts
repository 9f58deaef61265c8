import type { HostTarget } from '../../../host/types';
import type { HostConfig } from '../types';

/** What the SSH door needs of a host. */
export function toHostTarget({
  name,
  user,
  addresses,
  hostKey,
  keyFile,
  passphraseFile,
}: HostConfig): HostTarget {
  return {
    name,
    user,
    addresses,
    hostKey,
    ...(keyFile !== undefined && { keyFile }),
    ...(passphraseFile !== undefined && { passphraseFile }),
  };
}
