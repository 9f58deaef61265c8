import { RoostError } from '../../../src/errors';
import { parseFleet, type Fleet, type FleetProblem } from '../../../src/fleet/file';

/** A well-formed ed25519 host key that nobody holds. */
export const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH';

/** A valid fleet; the line numbers of the mutations refer to it. */
export const sample = `fleet: lab
hosts:
  hornbill:
    user: deploy
    addresses: ["127.0.0.1:2201", 192.0.2.7]
    hostKey: ${hostKey}
    proxy: { container: sgos-proxy, network: sgos, flags: /srv/flags, live: /srv/live }
  toucan:
    user: deploy
    addresses: [192.0.2.8]
    hostKey: ${hostKey}
apps:
  phone:
    host: hornbill
    contract: sgos
    repository: git@github.example:sgos/sgos-phone.git
    domain: phone.sgos.example
    port: 8080
    proxy: { switch: flag }
    health: { status: 200 }
    settle: 10s
  wiki:
    host: hornbill
    contract: compose
    repository: https://git.example/wiki.git
    directory: /srv/apps/wiki
    service: web
`;

export const source = { file: 'fleet.yaml', home: '/home/op' };

export const parse = (text: string, sshConfig?: string): Fleet => parseFleet(text, { ...source, sshConfig });

/** The sample with one text replaced; the text must be there, or the mutation tests nothing. */
export function mutate(from: string, to: string): string {
  if (!sample.includes(from)) throw new Error(`The sample has no ${from}`);
  return sample.replace(from, () => to);
}

/** The lines of the error; [] for a valid file. Any other error is thrown on. */
export function linesOf(text: string, sshConfig?: string): string[] {
  const error = errorOf(text, sshConfig);
  return error ? error.message.split('\n').map((line) => line.replace(/^fleet\.yaml:/, '')) : [];
}

export function problemsOf(text: string): FleetProblem[] {
  return (errorOf(text)?.details.problems ?? []) as FleetProblem[];
}

function errorOf(text: string, sshConfig?: string): RoostError | undefined {
  try {
    parse(text, sshConfig);
    return undefined;
  } catch (error) {
    if (error instanceof RoostError && error.code === 'FleetInvalid') return error;
    throw error;
  }
}
