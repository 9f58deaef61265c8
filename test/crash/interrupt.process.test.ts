import { spawn } from 'node:child_process';
import { once } from 'node:events';

const script = `
const { clearedAfter } = require('./lab/interrupt');
void clearedAfter(() => new Promise((go) => { console.log('working'); setTimeout(go, 30000); }), async () => console.log('cleared'), (text) => console.log(text));
`;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s clears once, and ends the command', async (signal, code) => {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') child.kill(signal);
    output += chunk.toString();
  });
  expect(await once(child, 'close')).toEqual([code, null]);
  expect(output.trim().split('\n')).toEqual(['working', 'interrupted: taking everything down', 'cleared']);
});
