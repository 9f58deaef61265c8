import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { checksums } from '../../src/tools/checksums';
import { download, verify } from '../../src/tools/download';
import { tools, type Tool } from '../../src/tools/table';

const binary = Buffer.from('#!/bin/sh\necho tool\n');
const digest = createHash('sha256').update(binary).digest('hex');

describe('verify', () => {
  it('accepts the listed checksum, with or without the binary mark', () => {
    verify(binary, 'tool', `${digest}  tool\n`);
    verify(binary, 'tool', `0000  other\n${digest} *tool\n`);
  });
  it('refuses another one, and a file that is not listed', () => {
    expect(() => verify(binary, 'tool', `${'0'.repeat(64)}  tool\n`)).toThrow('another checksum');
    expect(() => verify(binary, 'tool', `${digest}  tool.sig\n`)).toThrow('does not name tool');
  });
});

describe('download', () => {
  let server: Server;
  let folder: string;
  let tool: Tool;
  let listed = digest;

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.end(request.url === '/checksums' ? `${listed}  tool\n` : binary);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    tool = {
      version: '1',
      goModule: 'x',
      goPackage: 'x',
      release: () => ({ url: `${origin}/tool`, checksumsUrl: `${origin}/checksums` }),
    };
    folder = mkdtempSync(join(tmpdir(), 'roost-download-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  });

  it('puts an executable in place, and leaves nothing beside it', async () => {
    await download(tool, join(folder, 'tool'), { tool: digest });
    expect(readFileSync(join(folder, 'tool'))).toEqual(binary);
    expect(statSync(join(folder, 'tool')).mode & 0o111).not.toBe(0);
    expect(readdirSync(folder)).toEqual(['tool']);
  });

  it('puts nothing in place when the checksum differs', async () => {
    listed = '0'.repeat(64);
    await expect(download(tool, join(folder, 'other'), { tool: digest })).rejects.toThrow('another checksum');
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });

  it('puts nothing in place when the release and its checksum file were replaced', async () => {
    listed = digest;
    for (const pinned of [{ tool: '0'.repeat(64) }, {} as Record<string, string>])
      await expect(download(tool, join(folder, 'other'), pinned)).rejects.toThrow(/roost knows/);
    expect(existsSync(join(folder, 'other'))).toBe(false);
  });
});

test.each(['temporal', 'sops', 'restic'] as const)('each release file of %s is pinned', (name) => {
  for (const os of ['linux', 'darwin'])
    for (const arch of ['amd64', 'arm64'])
      expect(checksums[basename(tools[name].release!({ os, arch }).url)]).toMatch(/^[0-9a-f]{64}$/);
});
