import { fanOut } from '../../../src/workflows/run/fanOut';

interface Work {
  name: string;
  host: string;
}

const works = (...hosts: string[]): Work[] => hosts.map((host, i) => ({ name: `${host}${i}`, host }));

/** Runs them, each until it is let go; tells what runs now and what has ended. */
function play(list: Work[], all: number, perHost: number, enough: () => boolean = () => false) {
  const open = new Map<string, () => void>();
  const ended: string[] = [];
  const left = fanOut(list, {
    all,
    perHost,
    enough,
    hostOf: ({ host }) => host,
    work: async ({ name }) => {
      await new Promise<void>((resolve) => open.set(name, resolve));
      open.delete(name);
      ended.push(name);
    },
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    left,
    ended,
    running: async () => {
      await settle();
      return [...open.keys()];
    },
    end: (name: string) => open.get(name)!(),
  };
}

it('begins in order, no more at once than it may', async () => {
  const { running, end, left, ended } = play(works('a', 'a', 'a', 'a'), 2, 9);
  expect(await running()).toEqual(['a0', 'a1']);
  end('a1');
  expect(await running()).toEqual(['a0', 'a2']);
  for (const name of ['a0', 'a2']) end(name);
  expect(await running()).toEqual(['a3']);
  end('a3');
  expect(await left).toEqual([]);
  expect(ended).toHaveLength(4);
});

it('a host that is slow holds up none of the others', async () => {
  const { running, end } = play(works('slow', 'slow', 'slow', 'b', 'c'), 4, 1);
  expect(await running()).toEqual(['slow0', 'b3', 'c4']);
  end('b3');
  expect(await running()).toEqual(['slow0', 'c4']);
  end('slow0');
  expect(await running()).toEqual(['c4', 'slow1']);
});

it('begins nothing more once it is enough, and says what is left when all that runs has ended', async () => {
  let enough = false;
  const { running, end, left } = play(works('a', 'a', 'a', 'a'), 2, 2, () => enough);
  expect(await running()).toEqual(['a0', 'a1']);
  enough = true;
  end('a0');
  expect(await running()).toEqual(['a1']);
  end('a1');
  expect((await left).map(({ name }) => name)).toEqual(['a2', 'a3']);
});

it('a failure that is not the work’s own comes through', async () => {
  const broken = fanOut(works('a', 'b'), {
    all: 1,
    perHost: 1,
    enough: () => false,
    hostOf: ({ host }) => host,
    work: () => Promise.reject(new Error('a defect')),
  });
  await expect(broken).rejects.toThrow('a defect');
});

it('nothing to do is done at once', async () => {
  expect(
    await fanOut([], { all: 1, perHost: 1, enough: () => false, hostOf: () => '', work: async () => {} }),
  ).toEqual([]);
});
