import { Webhooks } from '@octokit/webhooks';

/** The names in the control plane's secrets; the old one is there while a secret is rotated. */
export const secretNames = ['ROOST_WEBHOOK_SECRET', 'ROOST_WEBHOOK_SECRET_OLD'] as const;

export const webhookSecrets = (secrets: Record<string, string>): string[] =>
  secretNames.flatMap((name) => (secrets[name] ? [secrets[name]] : []));

/** HMAC-SHA256 over the body as it came, compared in constant time; any of the secrets will do. */
export async function isSigned(body: string, signature: string, secrets: string[]): Promise<boolean> {
  // The library throws for an empty text, which no secret has signed.
  if (body === '' || signature === '') return false;
  for (const secret of secrets) {
    if (await new Webhooks({ secret }).verify(body, signature)) return true;
  }
  return false;
}
