/** Asks hosts for an app all the while that a run is disturbed: what must never be answered. */
import { request } from 'node:http';
import type { LabHost } from './types';

export interface Watch {
  /** What must never have been. */
  stop(): Promise<string[]>;
}

const every = 100;
const timeout = 5_000;
const domain = 'phone.sgos.example';

export interface Answer {
  host: string;
  /** ms since the epoch, at the beginning of the request and at its end. */
  asked: number;
  answered: number;
  voicemails: number;
}

/** `judge`: of all that was answered with 200, what must not have been. */
export function watchPhone(
  hosts: Pick<LabHost, 'name' | 'proxyUrl'>[],
  judge: (answers: Answer[]) => string[],
): Watch {
  const answers: Answer[] = [];
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    for (const host of hosts) {
      const asked = ask(host).then((answer) => {
        if (answer) answers.push(answer);
        underWay.delete(asked);
      });
      underWay.add(asked);
    }
  }, every);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
      return judge(answers);
    },
  };
}

/** Null: the app has not answered. */
function ask(host: Pick<LabHost, 'name' | 'proxyUrl'>): Promise<Answer | null> {
  const begun = Date.now();
  return new Promise((resolve) => {
    const asked = request(
      `${host.proxyUrl}/`,
      { agent: false, headers: { host: domain }, timeout },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        answer.on('error', () => resolve(null));
        answer.on('end', () => {
          if (answer.statusCode !== 200) return resolve(null);
          const { voicemails } = JSON.parse(text) as { voicemails: number };
          resolve({ host: host.name, asked: begun, answered: Date.now(), voicemails });
        });
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

/** Of each host that has answered without all data. */
export const lacking = (answers: Answer[], rows: number): string[] => [
  ...new Set(
    answers
      .filter(({ voicemails }) => voicemails !== rows)
      .map(({ host, voicemails }) => `${host} served ${voicemails} of ${rows} rows`),
  ),
];

/** Once the second has answered, the first never must again. */
export function byBoth(answers: Answer[], first: string, second: string): string[] {
  const began = Math.min(...answers.filter(({ host }) => host === second).map(({ answered }) => answered));
  const late = answers.filter(({ host, asked }) => host === first && asked > began);
  return late.length === 0 ? [] : [`${first} answered ${late.length} times after ${second} had`];
}
