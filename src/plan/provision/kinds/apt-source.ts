import type { Kind } from './types';

export const aptSource: Kind<'aptSource'> = {
  name: ({ name }) => name,
  args: ({ name, uri, suite, component, key }) => [name, uri, suite, component, key.url, key.sha256],
  want: () => 'source right, key right',
};
