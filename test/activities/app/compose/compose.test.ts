import { parse } from 'yaml';
import {
  buildOverride,
  releaseOverride,
  type OverrideSpec,
  type ResolvedModel,
} from '../../../../src/activities/app/compose/compose';

const model: ResolvedModel = {
  services: {
    app: { build: { context: '.' }, healthcheck: { start_period: '5s' }, container_name: 'sgos-phone-app' },
    worker: { build: { context: '.' }, healthcheck: {} },
    db: { image: 'postgres:17' },
  },
  networks: { proxy: { name: 'sgos', external: true }, internal: {} },
};

const spec: OverrideSpec = {
  app: 'phone',
  release: 7,
  strategy: 'rolling',
  slot: 'green',
  service: 'app',
  network: 'sgos',
  images: { app: 'roost/phone-app:op1', worker: 'roost/phone-worker:abc' },
  fastStart: true,
};

/** As Compose reads it: `!reset` removes. */
const read = (text: string) =>
  parse(text, { customTags: [{ tag: '!reset', resolve: () => 'RESET' }] }) as {
    services: Record<string, unknown>;
  };

describe('what a release adds to the Compose file', () => {
  it('names image and slot, frees the fixed name and looks early, and leaves data services alone', () => {
    expect(read(releaseOverride(spec, model)).services).toEqual({
      app: {
        image: 'roost/phone-app:op1',
        container_name: 'RESET',
        networks: { proxy: { aliases: ['phone-green'] } },
        healthcheck: { start_interval: '200ms' },
      },
      // Without a start period Docker ignores the early look.
      worker: { image: 'roost/phone-worker:abc' },
    });
  });

  it('keeps the fixed name where one container replaces the other', () => {
    expect(read(releaseOverride({ ...spec, strategy: 'recreate', slot: null }, model)).services.app).toEqual({
      image: 'roost/phone-app:op1',
      healthcheck: { start_interval: '200ms' },
    });
  });

  it('asks nothing of an engine that does not know it', () => {
    expect(releaseOverride({ ...spec, fastStart: false }, model)).not.toMatch(/healthcheck/);
  });

  it('tags what is built by the operation', () => {
    expect(parse(buildOverride('phone', 'op1', model))).toEqual({
      services: { app: { image: 'roost/phone-app:op1' }, worker: { image: 'roost/phone-worker:op1' } },
    });
  });
});
