import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetReader } from '../../src/fleet/load';
import { sample } from './file/sample';

describe('a fleet file that is read again and again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'roost-fleet-'));
  const file = join(folder, 'fleet.yaml');
  const read = fleetReader(undefined, { ROOST_FLEET: file, HOME: folder });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is parsed once as long as it stays the same', () => {
    writeFileSync(file, sample);
    const fleet = read();
    writeFileSync(file, sample);
    expect(read()).toBe(fleet);
  });

  it('is parsed anew when it has changed, also twice in a moment', () => {
    writeFileSync(file, sample.replace('fleet: ', 'fleet: second-'));
    expect(read().name).toMatch(/^second-/);
    writeFileSync(file, sample.replace('fleet: ', 'fleet: third-'));
    expect(read().name).toMatch(/^third-/);
  });

  it('is told as broken while it is, and read again when it is mended', () => {
    writeFileSync(file, 'hosts: 3');
    expect(read).toThrow(expect.objectContaining({ code: 'FleetInvalid' }));
    expect(read).toThrow(expect.objectContaining({ code: 'FleetInvalid' }));
    writeFileSync(file, sample);
    expect(read().name).not.toMatch(/^third-/);
    rmSync(file);
    expect(read).toThrow(expect.objectContaining({ code: 'FleetNotFound' }));
  });
});
