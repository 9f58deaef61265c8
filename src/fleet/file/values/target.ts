import type { HostConfig } from '../host/types';

/** How SSH reaches a host: what `src/host` takes as its `HostTarget`. */
export function toHostTarget({
  name,
  user,
  addresses,
  hostKey,
  keyFile,
  passphraseFile,
}: HostConfig): Pick<HostConfig, 'name' | 'user' | 'addresses' | 'hostKey' | 'keyFile' | 'passphraseFile'> {
  return { name, user, addresses, hostKey, keyFile, passphraseFile };
}
