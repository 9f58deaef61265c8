import { docker } from './engine';

/**
 * How a host's container is allowed an engine of its own. With cgroup v1 single
 * capabilities suffice, also where the machine itself lacks some; with v2 the
 * cgroup tree is only writable to a privileged container.
 */
export async function hostRunArgs(): Promise<string[]> {
  const shared = ['--init', '--tmpfs', '/run:exec,mode=755'];
  const cgroup = await docker(['info', '--format', '{{.CgroupVersion}}']);
  if (cgroup !== '1') return [...shared, '--privileged', '--cgroupns=private'];
  return [
    ...shared,
    ...['SYS_ADMIN', 'NET_ADMIN', 'SYS_PTRACE'].flatMap((capability) => ['--cap-add', capability]),
    // Loop devices, for a disk of the host's own (`lab/crash/disk.ts`).
    ...['b 7:* rmw', 'c 10:237 rmw'].flatMap((rule) => ['--device-cgroup-rule', rule]),
    ...['apparmor=unconfined', 'seccomp=unconfined'].flatMap((option) => ['--security-opt', option]),
    '--cgroupns=host',
    '-v',
    '/sys/fs/cgroup:/sys/fs/cgroup:rw',
  ];
}
