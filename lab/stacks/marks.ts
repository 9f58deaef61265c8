/** A mark in every place where a stack keeps data, written by hand and looked for after each operation. */
import { exec } from '../exec';
import type { LabHost } from '../types';
import type { Part } from './world';

export interface Mark {
  service: string;
  /** Folder in its container; null: its database. */
  at: string | null;
}

const isData = ({ type, writable, from }: Part['mounts'][number]): boolean =>
  writable && (type === 'volume' || (type === 'bind' && from.startsWith('/srv/')));

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Runs a program of the stub in the container of each mark; those where it ends with 0. */
async function each(host: LabHost, world: Part[], marks: Mark[], verb: 'set' | 'has'): Promise<Mark[]> {
  const script = marks.flatMap(({ service, at }, n) => {
    const part = world.find((one) => one.service === service && one.state === 'running');
    return part ? [`docker exec -u 0 ${part.name} mark ${verb} ${quoted(at ?? '')} && echo ${n}`] : [];
  });
  // A container that is not there is said on the same output.
  const said = (await exec(host, ['sh', '-c', `${script.join('\n')}\n:`])).split('\n');
  const lines = said.filter((line) => /^\d+$/.test(line));
  return lines.map((line) => marks[Number(line)]!);
}

/** Every writable volume and folder of what runs, the volumes without a name too, and every database. */
export function mark(host: LabHost, world: Part[]): Promise<Mark[]> {
  const all = world.flatMap(({ service, mounts }): Mark[] => [
    ...mounts.filter(isData).map(({ at }) => ({ service, at })),
    { service, at: null },
  ]);
  return each(host, world, all, 'set');
}

/** What is not there any more. */
export async function missingMarks(host: LabHost, world: Part[], marks: Mark[]): Promise<string[]> {
  const there = await each(host, world, marks, 'has');
  return marks
    .filter((one) => !there.includes(one))
    .map(({ service, at }) => `${service}: ${at ?? 'the database'} has lost its data`);
}
