/** Plans another API token in place of the present one: pure. */
import type { CloudflareConfig } from '../../fleet/file/cloudflare/types';
import type { CloudflarePlan } from '../../protocol/plan';
import { withHash, type ApplyOptions } from './apply';

export function planRotation(
  fleet: string,
  { account, token }: CloudflareConfig,
  present: { id: string; name: string },
  { scope, operation, decideWait }: Pick<ApplyOptions, 'scope' | 'operation' | 'decideWait'>,
): CloudflarePlan {
  // Found by its name when a step runs again.
  const name = `roost ${fleet} ${operation}`;
  return withHash({
    format: 1,
    kind: 'cloudflareRotate',
    operation,
    scope,
    expects: 0,
    warnings: [`Whatever else uses the token "${present.name}" loses it`],
    steps: [
      {
        id: 'renew',
        title: `Create a token with the same permissions, try it, and store it as ${token.secret}`,
        call: { run: 'renewToken', args: { name, secret: token.secret } },
        undo: {
          title: 'Remove the new token, unless it is in use',
          call: { run: 'removeToken', args: { id: null, name } },
        },
        retry: 'short',
        onFailure: 'undo',
      },
      {
        id: 'remove',
        title: `Remove the token "${present.name}"`,
        call: { run: 'removeToken', args: present },
        retry: 'short',
        onFailure: 'undo',
      },
    ],
    decideWait,
    neverAsks: true,
    cloudflare: {
      account,
      counts: { create: 1, change: 0, remove: 1, same: 0 },
      tokens: { from: present.name, to: name },
    },
  });
}
