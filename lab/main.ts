import { spawn } from 'node:child_process';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { labDown, labList, labOpen, labPrepare, labUp } from './lab';

const started = Date.now();

function log(line: string): void {
  const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(5);
  process.stderr.write(`${pc.dim(`${seconds}s`)} ${line}\n`);
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 20)
    throw new InvalidArgumentError('a number from 1 to 20');
  return number;
}

const program = new Command('lab').description('Disposable hosts with their own sshd and Docker Engine');
const name = ['--name <name>', 'which lab', 'dev'] as const;

program
  .command('up')
  .description('bring a lab up, or complete one that is up')
  .option(...name)
  .option('--hosts <n>', 'how many hosts', count, 1)
  .action(async (options: { name: string; hosts: number }) => {
    const lab = await labUp({ ...options, log });
    for (const host of lab.hosts)
      log(`${host.name}: ssh ${host.address}:${host.port}, proxy ${host.proxyUrl}`);
    process.stdout.write(`${lab.fleetFile}\n`);
  });

program
  .command('prepare')
  .description('install and start what the labs need, and make their images; no host yet')
  .action(() => labPrepare(log));

program
  .command('down')
  .description('remove a lab and all that it holds')
  .option(...name)
  .action((options: { name: string }) => labDown(options.name, log));

program
  .command('ssh <host> [command...]')
  .description('log in to a host, or run a command there: lab ssh hornbill -- docker ps')
  .option(...name)
  .action(async (host: string, command: string[], options: { name: string }) => {
    const lab = await labOpen(options.name);
    const child = spawn('ssh', ['-F', lab.sshConfig, lab.host(host).name, ...command], { stdio: 'inherit' });
    child.on('exit', (code) => (process.exitCode = code ?? 1));
  });

program
  .command('list')
  .description('the labs there are, and their hosts')
  .action(async () => {
    for (const each of await labList()) {
      const hosts = await labOpen(each).then(
        (lab) => lab.hosts,
        () => [],
      );
      process.stdout.write(`${each}\t${hosts.map((host) => host.name).join(' ') || 'incomplete'}\n`);
    }
  });

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`${pc.red('lab:')} ${error.message}\n`);
  process.exitCode = 1;
});
