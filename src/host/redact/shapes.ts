/** Finds texts in the form of a secret, known or not. Every pass is linear in the text. */

const REDACTED = '[redacted]';

export const hideShapes = (text: string): string =>
  hideEnvValues(hideKeys(hideLogins(text)))
    .replace(/AGE-SECRET-KEY-[A-Z0-9-]+/gi, REDACTED)
    .replace(/\b(Basic +)([A-Za-z0-9+/]{4,}={0,2})/gi, (whole, scheme: string, code: string) =>
      isLogin(code) ? `${scheme}${REDACTED}` : whole,
    );

/** As names of variables are usually written. */
const isName = (name: string): boolean => /^[A-Z_][A-Z0-9_]*$/.test(name);

/**
 * Docker Compose quotes the lines of an env file that it cannot read, and takes what
 * follows a `$` in a value for the name of a variable.
 */
const hideEnvValues = (text: string): string =>
  text
    .replace(
      /(The \\?")([^"\\\s]{1,200})(\\?" variable is not set)/g,
      (whole, before: string, name: string, after: string) =>
        isName(name) ? whole : `${before}${REDACTED}${after}`,
    )
    .replace(/( in variable name(?: near)? \\?"|unterminated quoted value )[^\n]+/g, `$1${REDACTED}`)
    .replace(/(failed to read [^\n]{0,1000}?: Invalid template: )[^\n]+/gi, `$1${REDACTED}`);

/** Longest name of a scheme. */
const SCHEME = 30;
const schemeEnd = /(?<![A-Za-z0-9])[a-z][a-z0-9+.-]*$/i;
const authority = /[^\s/'"]*/y;

/** `user:password@` in any URL, and `token@` in that of a web server. */
function hideLogins(text: string): string {
  let clean = '';
  let done = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at + 3)) {
    const scheme = schemeEnd.exec(text.slice(Math.max(0, at - SCHEME), at))?.[0];
    if (scheme === undefined) continue;
    authority.lastIndex = at + 3;
    const login = authority.exec(text)![0];
    const end = login.lastIndexOf('@');
    const isSecret = /^https?$/i.test(scheme) ? end > 0 : /^[^:@]*:./.test(login.slice(0, end));
    if (end < 0 || !isSecret) continue;
    clean += `${text.slice(done, at + 3)}${REDACTED}`;
    done = at + 3 + end;
  }
  return clean + text.slice(done);
}

const isLogin = (code: string): boolean => {
  const login = Buffer.from(code, 'base64').toString('utf8');
  return login.includes(':') && !/[\ufffd\p{Cc}]/u.test(login);
};

const wholeKey =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g;
const keyEnd = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;

/** Private keys; the text may begin or end in the middle of one. */
function hideKeys(text: string): string {
  if (!text.includes('PRIVATE KEY-----')) return text;
  const clean = text.replace(wholeKey, REDACTED);
  const last = [...clean.matchAll(keyEnd)].at(-1);
  return last ? REDACTED + clean.slice(last.index + last[0].length) : clean;
}
