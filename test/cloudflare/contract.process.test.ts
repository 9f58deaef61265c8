import { account } from '../plan/cloudflare/sample';
import { contract } from './contract';
import { token, World } from './world';

describe('the fake', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.fake.stop());
  contract(async () => ({ api: world.fake.url, account, token, zone: 'sgos.example', pause: 5 }));
});

const { ROOST_CLOUDFLARE_TOKEN, ROOST_CLOUDFLARE_ACCOUNT, ROOST_CLOUDFLARE_ZONE } = process.env;
const real =
  ROOST_CLOUDFLARE_TOKEN && ROOST_CLOUDFLARE_ACCOUNT && ROOST_CLOUDFLARE_ZONE ? describe : describe.skip;

/** Only where the environment names an account and a zone for it. */
real('a real account', () => {
  contract(async () => ({
    api: 'https://api.cloudflare.com/client/v4',
    account: ROOST_CLOUDFLARE_ACCOUNT!,
    token: ROOST_CLOUDFLARE_TOKEN!,
    zone: ROOST_CLOUDFLARE_ZONE!,
  }));
});
