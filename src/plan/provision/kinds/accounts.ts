import { plural } from '../../../lib/units';
import type { Kind } from './types';

export const group: Kind<'group'> = {
  name: ({ name }) => name,
  args: ({ name }) => [name],
  want: () => 'there',
};

export const user: Kind<'user'> = {
  name: ({ name }) => name,
  args: ({ name, shell, groups, not }) => [name, shell, ...groups, ...not.map((one) => `-${one}`)],
  want: ({ groups }) => `groups ${groups.join(',') || 'none'}`,
};

export const keys: Kind<'keys'> = {
  name: ({ user: whose }) => whose,
  args: ({ user: whose, keys: lines }) => [whose, ...lines],
  want: ({ keys: lines }) => `${lines.length} of ${lines.length}, 0 others`,
  shown: (state, { keys: lines }) =>
    state.replace(/^(\d+) of \d+/, (_, there) => `${there} of ${plural(lines.length, 'key')}`),
};

export const firstKeys: Kind<'firstKeys'> = {
  name: ({ user: whose }) => whose,
  args: ({ user: whose }) => [whose],
  want: () => 'there',
};

export const operators: Kind<'operators'> = {
  name: () => 'all',
  args: ({ names }) => names,
  want: ({ names }) => [...names].sort().join(' ') || 'nobody',
};
