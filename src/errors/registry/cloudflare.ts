/** Cloudflare's API, and what is there. */
import { entry, Exit, type ErrorEntry } from './entry';

export const cloudflareErrors = {
  CloudflareFailed: entry(
    true,
    Exit.unreachable,
    'The request is repeated.',
    'If it goes on, look at the status page of Cloudflare, and at the network of the control host.',
  ),
  CloudflareRefused: entry(
    false,
    Exit.failed,
    'Read what Cloudflare answered, correct that in the fleet file or in the dashboard,',
    'then run `roost cloudflare apply` again.',
  ),
  CloudflareTokenWrong: entry(
    false,
    Exit.config,
    'See that the token under `cloudflare.token` is valid,',
    'and has the permissions that docs/cloudflare.md lists.',
  ),
  CloudflareChanged: entry(
    false,
    Exit.refused,
    'Somebody else has changed it since the plan was made. Read `roost cloudflare plan`, then apply it.',
  ),
  CloudflareNotOurs: entry(
    false,
    Exit.refused,
    'If it is meant to belong to the fleet, mark it: `roost cloudflare adopt`.',
    'Else choose another name in the fleet file.',
  ),
  CloudflareDiffers: entry(
    false,
    Exit.failed,
    'Read `roost cloudflare plan`: apply it, or correct the fleet file. Then rehearse again.',
  ),
  TooMuchRemoved: entry(
    false,
    Exit.refused,
    'If all of that is to go, add --force. If not, see whether the fleet file lacks a part.',
  ),
} satisfies Record<string, ErrorEntry>;
