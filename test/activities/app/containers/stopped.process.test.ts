/** What was stopped: kept from starting by itself, and given back as it was. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container } from '../../../../src/activities/app/containers/containers';
import { prepareToStart, setAside, stopAll } from '../../../../src/activities/app/containers/stopped';
import type { StepSite } from '../../../../src/activities/app/site';
import { localHost } from '../../../client/local-host';

let bin: string;
beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'roost-stopped-'));
  writeFileSync(join(bin, 'docker'), docker);
  chmodSync(join(bin, 'docker'), 0o755);
});
afterEach(() => rmSync(bin, { recursive: true }));

/** A file for each container: policy and name. `c9` is gone. */
const docker = `#!/bin/sh
dir=\${0%/*}
case $1 in
inspect)
  for last; do :; done
  [ -e "$dir/$last" ] || { echo 'no such container' >&2; exit 1; }
  read -r policy name <"$dir/$last"
  case $* in *RestartPolicy*) echo "$last $policy $name" ;; *) echo "$name" ;; esac ;;
update) read -r policy name <"$dir/$3"; echo "\${2#--restart=} $name" >"$dir/$3" ;;
rename) read -r policy name <"$dir/$2"; echo "$policy /$3" >"$dir/$2" ;;
stop) shift; echo "$@" >>"$dir/ended" ;;
esac
`;

const file = (name: string): string => join(bin, name);
const text = (name: string): string => readFileSync(file(name), 'utf8');
const container = (id: string, name = 'x-worker') =>
  ({ id, name, project: 'x', service: 'worker', number: 1 }) as Container;

test('a container that is stopped does not start by itself, and is as it was when a step starts it', async () => {
  const site = {
    paths: { stopped: file('stopped') },
    change: localHost('hornbill', bin).exec,
  } as unknown as StepSite;
  writeFileSync(file('c1'), 'always /x-worker\n');
  writeFileSync(file('c2'), 'on-failure:3 /x-cache\n');
  writeFileSync(file('stopped'), 'c9 always /gone\n');
  const both = [container('c1'), container('c2', 'x-cache')];
  await stopAll(site, both);
  // An attempt that is repeated does not take what it has set for what there was.
  await stopAll(site, both);
  expect([text('c1'), text('c2'), text('ended')]).toEqual([
    'no /x-worker\n',
    'no /x-cache\n',
    'c1 c2\nc1 c2\n',
  ]);
  await setAside(site, [container('c1'), container('c2', 'x-worker-1')]);
  await setAside(site, [container('c1')]);
  expect([text('c1'), text('c2')]).toEqual(['no /x-worker-left\n', 'no /x-cache\n']);
  await prepareToStart(site, both);
  expect([text('c1'), text('c2')]).toEqual(['always /x-worker\n', 'on-failure:3 /x-cache\n']);
  expect(existsSync(file('stopped'))).toBe(false);
  await prepareToStart(site, both);
  expect(existsSync(file('stopped'))).toBe(false);
  // What was replaced, or removed for good, is forgotten.
  await stopAll(site, both);
  await prepareToStart(site, [both[0]!]);
  expect(text('stopped')).toBe('c2 on-failure:3 /x-cache\n');
  rmSync(file('c2'));
  await prepareToStart(site, []);
  expect(existsSync(file('stopped'))).toBe(false);
});
