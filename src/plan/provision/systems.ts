/** The distributions that provisioning knows, and how their packages are called. Pure. */
import { onlyIf } from '../../lib/only-if';
import type { ResourceOf } from '../../protocol/steps/provision';

export interface System {
  id: 'debian' | 'ubuntu';
  version: string;
  codename: string;
}

export const systems: System[] = [
  { id: 'debian', version: '12', codename: 'bookworm' },
  { id: 'debian', version: '13', codename: 'trixie' },
  { id: 'ubuntu', version: '22.04', codename: 'jammy' },
  { id: 'ubuntu', version: '24.04', codename: 'noble' },
];

export const systemOf = (id: string, version: string): System | undefined =>
  systems.find((one) => one.id === id && one.version === version);

type Package = ResourceOf<'package'>;

export const packageOf = (...names: string[]): Package => ({ kind: 'package', names });

const dockersOwn = [
  packageOf('docker-ce'),
  packageOf('docker-ce-cli'),
  packageOf('docker-compose-plugin'),
  packageOf('docker-buildx-plugin'),
];

/**
 * Docker Engine and Compose at roost's floor. Packages of Docker itself,
 * where they are there already, do as well.
 */
export function dockerPackages({ id, version }: System): Package[] {
  if (needsDockersOwn({ id, version })) return dockersOwn;
  const compose = id === 'debian' ? 'docker-compose' : 'docker-compose-v2';
  return [
    packageOf('docker.io', 'docker-ce'),
    // Ubuntu has it in docker.io.
    ...onlyIf(id === 'debian', packageOf('docker-cli', 'docker-ce-cli')),
    packageOf(compose, 'docker-compose-plugin'),
    packageOf('docker-buildx', 'docker-buildx-plugin'),
  ];
}

/** Debian 12 has Engine 20.10 and no Compose 2. */
const needsDockersOwn = ({ id, version }: Pick<System, 'id' | 'version'>): boolean =>
  id === 'debian' && version === '12';

/** Docker's repository, where the distribution's packages are too old. */
export function dockerSources(system: System): ResourceOf<'aptSource'>[] {
  if (!needsDockersOwn(system)) return [];
  const uri = `https://download.docker.com/linux/${system.id}`;
  return [
    {
      kind: 'aptSource',
      name: 'docker',
      uri,
      suite: system.codename,
      component: 'stable',
      key: {
        url: `${uri}/gpg`,
        // Of the key 9DC8 5822 9FC7 DD38 854A E2D8 8D81 803C 0EBF CD88.
        sha256: '1500c1f56fa9e26b9b8f42452a553675796ade0807cdce11975eb98170b3a570',
      },
    },
  ];
}
