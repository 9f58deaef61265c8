/** Who reaches the UI past Cloudflare Access: a name counts only in a token that the team has signed. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { byAccess } from '../../src/gateway/ui/identify';
import { OwnNames } from '../../src/gateway/ui/own-names';
import { makeUiProxy } from '../../src/gateway/ui/server';

const audience = 'a'.repeat(64);
const who = 'night@sgos.example';

let keys: Server;
let upstream: FastifyInstance;
let proxy: FastifyInstance;
let team: string;
let [own, other]: CryptoKey[] = [];
const received: unknown[] = [];

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  own = pair.privateKey;
  other = (await generateKeyPair('RS256')).privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'RS256' };
  keys = createServer((_request, response) => void response.end(JSON.stringify({ keys: [jwk] })));
  await new Promise<void>((resolve) => keys.listen(0, '127.0.0.1', resolve));
  team = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
  upstream = fastify();
  upstream.all('/*', async ({ body }) => {
    received.push(body);
    return {};
  });
  proxy = makeUiProxy({
    upstream: await upstream.listen({ host: '127.0.0.1', port: 0 }),
    namespace: 'default',
    own: new OwnNames([]),
    identify: byAccess({ team, audience }),
    mustBeNamed: true,
    onChange: () => {},
    onForeign: () => {},
  });
  await proxy.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await Promise.all([proxy.close(), upstream.close()]);
  keys.close();
});
beforeEach(() => void received.splice(0));

const claims = () => ({ email: who, iss: team, aud: audience, exp: Math.floor(Date.now() / 1000) + 60 });
const token = (more = {}, key = own!) =>
  new SignJWT({ ...claims(), ...more }).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(key);

async function call(headers: Record<string, string>, method = 'POST'): Promise<number> {
  const url = `${proxy.listeningOrigin}/api/v1/namespaces/default/workflows/a/terminate`;
  return (await fetch(url, { method, headers })).status;
}
const header = 'cf-access-jwt-assertion';

test('a change is in the name of the token', async () => {
  expect(await call({ [header]: await token(), 'Cf-Access-Authenticated-User-Email': 'boss' })).toBe(200);
  expect(received).toEqual([{ identity: who }]);
});

test('a service token is named by its common name', async () => {
  const found = await token({ email: undefined, common_name: 'robot.access' });
  expect(await call({ [header]: found })).toBe(200);
  expect(received).toEqual([{ identity: 'robot.access' }]);
});

test.each<[string, () => Promise<string> | string]>([
  ['of another application', () => token({ aud: 'b'.repeat(64) })],
  ['of another team', () => token({ iss: 'https://evil.cloudflareaccess.com' })],
  ['that has expired', () => token({ exp: Math.floor(Date.now() / 1000) - 120 })],
  ['that never expires', () => token({ exp: undefined })],
  ['of another key', () => token({}, other)],
  ['without a signature', () => new UnsecuredJWT(claims()).encode()],
  ['that is signed with a password', () => signedBy('password')],
  ['without a name', () => token({ email: undefined })],
  ['in the name of roost', () => token({ email: 'roost:anna@toucan' })],
  ['that is none', () => 'boss@sgos.example'],
])('a token %s is refused, for reading too', async (_what, made) => {
  const headers = { [header]: await made() };
  expect([await call(headers), await call(headers, 'GET')]).toEqual([401, 401]);
  expect(received).toEqual([]);
});

const signedBy = (password: string) =>
  new SignJWT(claims())
    .setProtectedHeader({ alg: 'HS256', kid: 'one' })
    .sign(Buffer.from(password.repeat(8)));

test('without a token the e-mail header names nobody', async () => {
  expect(await call({ 'Cf-Access-Authenticated-User-Email': 'boss@sgos.example' })).toBe(401);
  expect(received).toEqual([]);
});

test('while the keys cannot be had nobody is named', async () => {
  const away = byAccess({ team: 'http://127.0.0.1:1', audience });
  const request = { headersDistinct: { [header]: [await token()] } } as unknown as IncomingMessage;
  expect(await away(request)).toBeNull();
});
