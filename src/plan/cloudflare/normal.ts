/**
 * One spelling for what Cloudflare and a fleet file write differently, so that
 * only a real difference is a change.
 */
import type { RecordConfig } from '../../fleet/file/cloudflare/types';
import type { IngressRule, RecordState } from '../../protocol/steps/cloudflare';

/** A whole name in small letters, without a dot at its end; `@` and short names belong to the zone. */
export function normalName(name: string, zone: string): string {
  const bare = name.trim().toLowerCase().replace(/\.$/, '');
  if (bare === '@' || bare === '') return zone;
  return bare === zone || bare.endsWith(`.${zone}`) ? bare : `${bare}.${zone}`;
}

export function normalContent(type: string, content: string): string {
  const text = content.trim();
  switch (type) {
    case 'CNAME':
    case 'MX':
      return text.toLowerCase().replace(/\.$/, '');
    case 'AAAA':
      return normalAddress(text);
    case 'TXT':
      return unquoted(text);
    case 'CAA':
      return text.replace(/^(\d+)\s+(\S+)\s+"?([^"]*)"?$/, (_, flags: string, tag: string, value: string) =>
        [flags, tag.toLowerCase(), `"${value}"`].join(' '),
      );
    default:
      return text;
  }
}

/** A proxied record has the automatic one, whatever was asked for. */
export const normalTtl = ({ ttl, proxied }: Pick<RecordConfig, 'ttl' | 'proxied'>): number =>
  proxied ? 1 : ttl;

/** Fields that the fleet sets, and only those: tags and settings stay as somebody made them. */
export function recordKey({
  zone,
  name,
  type,
  content,
  ttl,
  proxied,
  priority,
}: Omit<RecordState, 'id' | 'zoneId' | 'comment'>): string {
  const values = [
    normalName(name, zone),
    type,
    normalContent(type, content),
    normalTtl({ ttl, proxied }),
    proxied,
  ];
  return JSON.stringify(type === 'MX' ? [...values, priority] : values);
}

export const ruleKey = ({ hostname = '', path = '', service }: IngressRule): string =>
  JSON.stringify([hostname.toLowerCase().replace(/\.$/, ''), path, service]);

/** Where a rule applies, whatever it leads to. */
export const rulePlace = ({ hostname = '', path = '' }: IngressRule): string =>
  JSON.stringify([hostname.toLowerCase().replace(/\.$/, ''), path]);

export const sameRules = (one: IngressRule[] | null, other: IngressRule[] | null): boolean =>
  JSON.stringify((one ?? []).map(ruleKey)) === JSON.stringify((other ?? []).map(ruleKey));

/** Long texts come as several quoted parts. */
function unquoted(text: string): string {
  if (!/^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/.test(text)) return text;
  const parts = text.match(/"(?:[^"\\]|\\.)*"/g) ?? [];
  return parts.map((part) => part.slice(1, -1).replace(/\\(.)/g, '$1')).join('');
}

function normalAddress(text: string): string {
  if (!URL.canParse(`http://[${text}]`)) return text.toLowerCase();
  return new URL(`http://[${text}]`).hostname.slice(1, -1);
}
