import { Webhooks } from '@octokit/webhooks';

/** Names in the control plane's secrets. The old secret is valid too while it is rotated. */
export const secretNames = ['ROOST_WEBHOOK_SECRET', 'ROOST_WEBHOOK_SECRET_OLD'] as const;

export const webhookSecrets = (secrets: Record<string, string>): string[] =>
  secretNames.flatMap((name) => (secrets[name] ? [secrets[name]] : []));

/**
 * Whether the signature is the HMAC-SHA256 of the body under one of the secrets. Compares in constant time.
 */
export async function isSigned(body: string, signature: string, secrets: string[]): Promise<boolean> {
  // The library throws for an empty text.
  if (body === '' || signature === '') return false;
  for (const secret of secrets) {
    if (await new Webhooks({ secret }).verify(body, signature)) return true;
  }
  return false;
}
