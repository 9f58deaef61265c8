import type { Client } from 'ssh2';
import { RoostError } from '../../../src/errors';
import { ChannelRefused, Pool } from '../../../src/host/ssh/pool';

/** A pool whose clients are numbered in the order in which they were opened. */
function numbered() {
  let opened = 0;
  const ended: number[] = [];
  const pool = new Pool('box', () => {
    const number = ++opened;
    const client = { number, once: () => client, end: () => void ended.push(number) };
    return Promise.resolve(client as unknown as Client);
  });
  return { pool, ended };
}

const numberOf = (client: Client) => Promise.resolve((client as unknown as { number: number }).number);

describe('the connections to one host', () => {
  test('are kept from command to command', async () => {
    const { pool, ended } = numbered();
    expect(await pool.use(numberOf)).toBe(1);
    expect(await pool.use(numberOf)).toBe(1);
    expect(ended).toEqual([]);
  });

  test('a connection on which a command was lost takes no other one', async () => {
    const { pool, ended } = numbered();
    const lost = new RoostError('ConnectionLost', 'The connection to box was cut.', { host: 'box' });
    await expect(pool.use(() => Promise.reject(lost))).rejects.toBe(lost);
    expect(await pool.use(numberOf)).toBe(2);
    expect(ended).toEqual([1]);
  });

  test('a command that was refused runs over another connection', async () => {
    const { pool } = numbered();
    const run = (client: Client) =>
      numberOf(client).then((n) => (n === 1 ? Promise.reject(new ChannelRefused('full')) : n));
    expect(await pool.use(run)).toBe(2);
  });

  test('another failure of a command keeps the connection', async () => {
    const { pool } = numbered();
    await expect(pool.use(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(await pool.use(numberOf)).toBe(1);
  });
});
