/** How other texts write a secret: as JSON, in a URL, as base64. */

const { stringify } = JSON;

export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const json = stringify(secret).slice(1, -1);
  const url = encodeURIComponent(bytes.toString());
  const strict = url.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const base64 = bytes.toString('base64').replace(/=+$/, '');
  return [
    secret,
    json,
    // PHP
    json.replaceAll('/', '\\/'),
    // Go
    json.replace(/[<>&]/g, escapeUnicode),
    // Python
    json.replace(/[^\0-\x7f]/g, escapeUnicode),
    ...[url, strict].flatMap((one) => [one, lowerHex(one), one.replaceAll('%20', '+')]),
    lowerHex(strict).replaceAll('%20', '+'),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
  ];
}

const escapeUnicode = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const lowerHex = (url: string): string => url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
