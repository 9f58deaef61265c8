/** The program that reads a host, in every shell that a host may have. */
import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseHostFacts } from '../../../../src/activities/host/steps/parse-facts';
import { readScript } from '../../../../src/lib/shell-script';
import type { HostFacts } from '../../../../src/protocol/steps/host';
import { describeInShells, openShell, type Shell } from '../../../host/shells';

const text = readScript(join(__dirname, '../../../../src/activities/host/steps/facts.sh'));

/** Answers as the real one, by the words of its command line. */
const answers = `
case "$1 $2" in
  'version --format') echo 28.0.1 ;;
  'compose version') echo 2.33.1 ;;
  'info --format') echo /var/lib/docker-that-is-not-there ;;
  'ps --all') shift; printf '%s\\n' "$*" >"$0.asked"
    echo 'container ["phone","/srv/phone","web","web:1","running","Up 1 second","0.0.0.0:80->80/tcp"]' ;;
esac`;

describeInShells('the facts of a host', (name) => {
  let shell: Shell;
  const docker = (): string => join(shell.folder, 'bin', 'docker');
  beforeEach(() => {
    shell = openShell(name);
    // Not the machine's own.
    writeFileSync(docker(), '#!/bin/sh\nexit 127\n');
    chmodSync(docker(), 0o755);
  });
  afterEach(() => shell.remove());
  const answer = (script: string): void => writeFileSync(docker(), `#!/bin/sh\n${script}\n`);
  const read = (): HostFacts => parseHostFacts(shell.run(text).toString(), 'shuttle');

  it('system and disks are those of this machine', () => {
    const { system, disks } = read();
    expect(system.kernel).toMatch(/^\d+\.\d+/);
    expect(system.architecture).toMatch(/^\w+$/);
    expect(system.cores).toBeLessThanOrEqual(cpus().length);
    expect(system.uptimeSeconds).toBeGreaterThan(0);
    expect(system.memory!.total).toBeGreaterThan(system.memory!.free);
    expect(system.swap).not.toBeNull();
    expect(disks.find(({ mount }) => mount === '/')?.total).toBeGreaterThan(0);
  });

  it('Docker, its root and the containers of Compose', () => {
    answer(answers);
    const { docker: found, disks, projects } = read();
    expect(found).toEqual({
      engine: '28.0.1',
      compose: '2.33.1',
      root: '/var/lib/docker-that-is-not-there',
      problem: null,
    });
    // The folder is not there yet: its disk is that of the nearest one above.
    expect(disks.filter(({ hasDockerRoot }) => hasDockerRoot)).toHaveLength(1);
    expect(projects).toEqual([
      {
        name: 'phone',
        folder: '/srv/phone',
        services: [
          { name: 'web', image: 'web:1', state: 'running', health: null, ports: ['0.0.0.0:80->80/tcp'] },
        ],
      },
    ]);
    expect(shell.run(`cat ${docker()}.asked`).toString()).toContain(
      '{{json (.Label "com.docker.compose.project")}},{{json (.Label "com.docker.compose.project.working_dir")}}',
    );
  });

  it('a Docker that does not answer is named, with all else', () => {
    answer('echo first; echo "Cannot connect to the Docker daemon" >&2; exit 1');
    const { docker: found, system } = read();
    expect(found).toMatchObject({ engine: null, problem: 'Cannot connect to the Docker daemon' });
    expect(system.kernel).not.toBeNull();
  });

  it('containers that Docker does not list are a problem, never none', () => {
    answer(answers.replace("'ps --all')", "'ps --all') exit 1;;\n  never)"));
    const { docker: found, projects } = read();
    expect(found).toMatchObject({ engine: '28.0.1', problem: 'docker did not list its containers' });
    expect(projects).toEqual([]);
  });

  it('a host without docker has its other facts', () => {
    rmSync(docker());
    const tools = 'sed head uname readlink cut nproc awk df tr timeout tail cat dirname getconf'.split(' ');
    const bin = join(shell.folder, 'bin');
    for (const tool of tools)
      if (!existsSync(join(bin, tool))) symlinkSync(`/usr/bin/${tool}`, join(bin, tool));
    const { docker: found, disks } = parseHostFacts(shell.run(`PATH=${bin}\n${text}`).toString(), 'shuttle');
    expect(found).toEqual({ engine: null, compose: null, root: null, problem: 'docker is not installed' });
    expect(disks.length).toBeGreaterThan(0);
  });
});
