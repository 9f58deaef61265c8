import type { Kind } from './types';

export const packageKind: Kind<'package'> = {
  name: ({ names }) => names[0]!,
  args: ({ names }) => names,
  want: () => 'installed',
};
