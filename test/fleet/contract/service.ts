import type { ComposeService } from '../../../src/fleet/contract';

/** A service of a Compose file that says nothing of it. */
export const service = (change: Partial<ComposeService> = {}): ComposeService => ({
  healthcheck: { present: false },
  networks: [],
  ports: [],
  expose: [],
  volumes: [],
  envFile: [],
  dependsOn: [],
  runFirst: [],
  restartsWith: [],
  ties: [],
  replicas: 1,
  profiles: [],
  definition: '',
  ...change,
});
