import { request } from 'node:http';
import type { LabHost } from '../../lab';

export interface Answer {
  status: number;
  body: string;
}

/** Asks the host's proxy for an app, on a connection of its own. */
export function ask(
  host: LabHost,
  path: string,
  domain = 'phone.sgos.example',
  method = 'GET',
  body?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      new URL(path, host.proxyUrl),
      { method, headers: { host: domain }, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode!, body: text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Asks until the answer has that status. */
export async function askUntil(
  host: LabHost,
  path: string,
  status: number,
  domain?: string,
): Promise<Answer> {
  for (let left = 150; ; left--) {
    const answer = await ask(host, path, domain).catch(() => ({ status: 0, body: '' }));
    if (answer.status === status || left === 0) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * `npm test` names the reason where no host can be made; then the tests
 * that need one are skipped, counted and said.
 */
export const describeOnLab = process.env.ROOST_NO_LAB ? describe.skip : describe;
