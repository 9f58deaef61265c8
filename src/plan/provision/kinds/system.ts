import { bytes } from '../../../lib/units';
import { digest } from './files';
import type { Kind } from './types';

export const unit: Kind<'unit'> = {
  name: ({ names }) => names[0]!,
  args: ({ names, active }) => [active ? 'active' : 'any', ...names],
  want: ({ active }) => (active ? 'enabled, active' : 'enabled'),
};

export const sysctl: Kind<'sysctl'> = {
  name: () => 'kernel settings',
  args: ({ settings }) => Object.entries(settings).flat(),
  want: ({ settings }) =>
    ['file right', ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`)].join(', '),
};

export const swap: Kind<'swap'> = {
  name: ({ path }) => path,
  args: ({ path, bytes: size }) => [path, String(size)],
  want: ({ bytes: size }) => `${size} bytes, at boot yes, on yes`,
  shown: (state) => state.replace(/^\d+ bytes/, (size) => bytes(parseInt(size, 10))),
};

export const network: Kind<'network'> = {
  name: ({ name }) => name,
  args: ({ name }) => [name],
  want: () => 'there',
};

export const timeZone: Kind<'timeZone'> = {
  name: () => 'of the host',
  args: ({ zone }) => [zone],
  want: ({ zone }) => zone,
};

export const action: Kind<'action'> = {
  name: ({ name }) => name,
  args: ({ name }) => [name],
  want: () => 'nothing due',
};

export const firewall: Kind<'firewall'> = {
  name: () => 'table inet roost',
  args: () => [],
  want: ({ text }) => `${digest(text)}, rules as applied`,
};

export const sshd: Kind<'sshd'> = {
  name: () => '00-roost.conf',
  args: ({ users }) => users,
  want: ({ text }) => `${digest(text)}, no passwords`,
};
