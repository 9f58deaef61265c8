import { servicesChangedBetween } from '../../../../../src/activities/release/facts/commit/services';
import { app } from '../../../../plan/release/facts';

const WEB = 'services:\n  app: { image: web, build: . }\n';
const compose = (services: string): string => `${WEB}${services}`;

/** Two commits of a repository, by the text of their Compose file. */
function between(one: string, two: string) {
  const texts: Record<string, string> = { one, two };
  const mirror = {
    has: async () => true,
    files: async (objects: string[]) =>
      objects.map((object) => {
        const [commit = '', path] = object.split(':');
        return path?.endsWith('docker-compose.yml') ? Buffer.from(texts[commit]!) : null;
      }),
  };
  return servicesChangedBetween({ app: { ...app, compose: [] } } as never, mirror as never, 'one', 'two');
}

// Compose resolves `env_file`, short forms and defaults: what it makes of a text differs from the text.
const db = '  db: { image: postgres, env_file: .env, volumes: [data:/data] }\n';

test('a service whose text stays is not changed, however Compose resolves it', async () => {
  expect(await between(compose(db), compose(`${db}# of the app alone\n`))).toEqual({
    changedServices: [],
    removedServices: [],
  });
});

test('a service whose text changes is, and so is one that comes or goes', async () => {
  const changed = db.replace('image: postgres', 'image: postgres:17');
  expect(await between(compose(db), compose(changed))).toMatchObject({ changedServices: ['db'] });
  expect(await between(compose(db), WEB)).toEqual({ changedServices: ['db'], removedServices: ['db'] });
  expect(await between(WEB, compose(db))).toEqual({ changedServices: ['db'], removedServices: [] });
});

test('text that only Compose itself can read says nothing', async () => {
  expect(await between(compose(db), 'services: [')).toEqual({ changedServices: [], removedServices: [] });
});
