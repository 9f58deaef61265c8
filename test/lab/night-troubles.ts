/** What makes apps and nights fail, and how each is put right. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dropSsh, exec, killHost, startHost, type LabHost } from '../../lab';
import { backupPaths } from '../../src/backup';
import { signal, up } from './moment';
import { mode } from './night-apps';
import type { NightScene } from './night-scene';
import { pause, until, untilOn } from './stage';

/** Where the database's image has its programs. */
export const PG = '/usr/lib/postgresql/17/bin';

export class NightTroubles {
  /** Small disks on this machine. */
  private readonly mounted: string[] = [];
  private readonly first: LabHost;
  private readonly second: LabHost;

  constructor(private readonly scene: NightScene) {
    [this.first, this.second] = scene.hosts;
  }

  close(): void {
    for (const folder of this.mounted) execFileSync('umount', [folder]);
  }

  /** The staging of an app. */
  staged(app: string): string {
    return backupPaths(this.scene.parts.folder).app(app);
  }

  /** What `pg_dump` in the database's container does instead; null: itself again. */
  async pgDump(body: string | null): Promise<void> {
    const db = '$(docker ps -q --filter label=com.docker.compose.service=db)';
    const real = `docker exec -u root ${db} sh -c 'cd ${PG}; [ ! -e pg_dump.real ] || mv -f pg_dump.real pg_dump'`;
    const put = [
      `docker exec -u root ${db} mv ${PG}/pg_dump ${PG}/pg_dump.real`,
      `printf '#!/bin/sh\\n%s\\n' '${body}' >/tmp/w && chmod 755 /tmp/w`,
      `docker cp /tmp/w ${db}:${PG}/pg_dump`,
    ].join(' && ');
    await this.scene.on(this.first, body === null ? real : put);
  }

  async smallDiskOnHost(): Promise<() => Promise<void>> {
    await mode(this.first, 'full', 'full');
    await asRoot(this.first, 'mount -t tmpfs -o size=1m,uid=1000 tmpfs /srv/apps/full/backup');
    return async () => {
      expect(await this.scene.on(this.first, 'find /srv/apps/full/backup -type f')).toBe('');
      await asRoot(this.first, 'umount /srv/apps/full/backup');
      await mode(this.first, 'full', 'ok');
    };
  }

  async smallDiskHere(): Promise<() => Promise<void>> {
    await mode(this.second, 'brim', 'full');
    mkdirSync(this.staged('brim'), { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', this.staged('brim')]);
    this.mounted.push(this.staged('brim'));
    return async () => {
      execFileSync('umount', [this.mounted.pop()!]);
      await mode(this.second, 'brim', 'ok');
    };
  }

  growBig(bytes: number): Promise<string> {
    return this.scene.on(this.first, `head -c ${bytes} /dev/urandom >/srv/apps/big/data/more.bin`);
  }

  shrinkBig(): Promise<string> {
    return this.scene.on(this.first, 'rm -f /srv/apps/big/data/more.bin');
  }

  /**
   * Cuts every connection to big's host when so much of its file has
   * come; returns how much is kept of it.
   */
  async cutInMidPull(bytes: number): Promise<number> {
    const folder = join(this.staged('big'), 'folders', 'data');
    const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const coming = (): number => {
      const name = existsSync(folder) && readdirSync(folder).find((one) => one.startsWith('.more.bin.'));
      return name ? sizeOf(join(folder, name)) : 0;
    };
    for (const end = Date.now() + 100_000; coming() < bytes; await pause(20))
      if (Date.now() > end) throw new Error('the pull has not come so far');
    await dropSsh(this.first);
    const kept = join(folder, '.roost-partial', 'more.bin');
    await until('what has come is kept', async () => existsSync(kept));
    return sizeOf(kept);
  }

  /** In the midst of slow's script. */
  async dieInDump(host: LabHost): Promise<void> {
    await untilOn(host, 'the script runs', `pgrep -f '[s]leep 6.5'`, 100_000);
    await killHost(host);
    await startHost(host);
  }

  async killTemporal(): Promise<void> {
    signal(this.scene.stage, 'server', 'SIGKILL');
    await pause(1_000);
    await up(this.scene.stage);
  }
}

export const asRoot = (host: LabHost, script: string): Promise<string> =>
  exec(host, ['sh', '-c', script], { user: 'root' });
