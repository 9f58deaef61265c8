/**
 * Stacks of the structure of public ones, as their owners have them: started by hand,
 * taken over, changed, rolled back, backed up. A sample of them; all with
 * ROOST_STACKS=all, some with ROOST_STACKS=n8n,odoo.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { labUp, resetHost } from '../../lab';
import { roostCli } from '../../lab/roost';
import { prepareStubs } from '../../lab/stacks/images';
import { publicStacks, sample } from '../../lab/stacks/table';
import { backupParts, type BackupParts } from './backup-stage';
import { stages, travel, type Journey } from './public-journey';
import { writeFleetOf, type Rig } from './public-repository';
import { describeOnLab } from './support';

const asked = process.env.ROOST_STACKS ?? '';
const chosen =
  asked === ''
    ? sample(2, 940)
    : publicStacks.filter(({ name }) => asked === 'all' || asked.split(',').includes(name));

describeOnLab('a public stack', () => {
  let rig: Rig;
  let parts: BackupParts;
  const journeys: Record<string, Journey> = {};

  beforeAll(async () => {
    const lab = await labUp({
      name: 'public',
      hosts: 1,
      log: (line) => process.stderr.write(`  lab: ${line}\n`),
    });
    const host = lab.hosts[0]!;
    await resetHost(host);
    await prepareStubs(host);
    parts = await backupParts(lab.ageKeyFile);
    const state = mkdtempSync(join(tmpdir(), 'roost-public-'));
    const fleetFile = join(state, 'fleet.yaml');
    const { backup, 'secrets.file': secrets } = parts.edit as {
      backup: Rig['backup'];
      'secrets.file': string;
    };
    rig = { lab, host, roost: roostCli(state, fleetFile), state, fleetFile, backup, secrets };
    writeFleetOf(rig, chosen[0]!);
    for (const args of [
      ['up', '--port', '0', '--ui-port', '0'],
      ['backup', 'init'],
    ]) {
      const { code, stdout, stderr } = await rig.roost.run(args);
      if (code !== 0) throw new Error(stderr || stdout);
    }
  }, 600_000);

  afterAll(async () => {
    await rig?.roost.run(['down']);
    await rig?.lab.down();
    await parts?.remove();
    if (rig) rmSync(rig.state, { recursive: true, force: true });
    process.stderr.write(`${table(journeys)}\n`);
  }, 120_000);

  it.each(chosen.map((stack) => [stack.name, stack] as const))(
    '%s',
    async (name, stack) => {
      const journey = await travel(rig, stack);
      journeys[name] = journey;
      process.stderr.write(`${name}: ${JSON.stringify(journey)}\n`);
      expect(Object.fromEntries(stages.map((stage) => [stage, journey[stage]]))).toEqual(
        Object.fromEntries(stages.map((stage) => [stage, []])),
      );
    },
    600_000,
  );
});

function table(journeys: Record<string, Journey>): string {
  const rows = Object.entries(journeys).map(([name, journey]) => [
    name,
    ...stages.map((stage) => (journey[stage].length === 0 ? 'yes' : 'NO')),
    `${journey.seconds} s`,
  ]);
  const all = [['stack', ...stages, 'time'], ...rows];
  return all.map((row) => row.map((cell) => cell.padEnd(15)).join('')).join('\n');
}
