/** Commit statuses at GitHub: the result of a push, shown beside its commit. */
import { Octokit } from '@octokit/core';
import { RoostError } from '../errors';
import type { GitHubRepository } from './repository';

export interface CommitStatus {
  state: 'pending' | 'success' | 'failure' | 'error';
  /** Cut to GitHub's 140 characters. */
  description: string;
  /** Page of the run. */
  url?: string;
  /** Identifies this status among those of the commit: `roost/phone`. */
  context: string;
}

export interface Statuses {
  /** Errors: `GitHubFailed`; `retry: never` if a retry is useless. */
  write(commit: string, status: CommitStatus): Promise<void>;
}

export interface StatusesOptions {
  token: string;
  repository: GitHubRepository;
  /** For tests: another GitHub. */
  fetch?: typeof globalThis.fetch;
}

const LIMIT_MS = 10_000;

export function createStatuses({
  token,
  repository: { api, owner, name },
  fetch,
}: StatusesOptions): Statuses {
  const octokit = new Octokit({
    auth: token,
    baseUrl: api,
    userAgent: 'roost',
    request: { fetch },
  });
  return {
    async write(commit, { state, description, url, context }) {
      try {
        await octokit.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
          owner,
          repo: name,
          sha: commit,
          state,
          description: description.length > 140 ? `${description.slice(0, 139)}…` : description,
          context,
          target_url: url,
          request: { signal: AbortSignal.timeout(LIMIT_MS) },
        });
      } catch (error) {
        throw refused(error, `${owner}/${name}`);
      }
    },
  };
}

function refused(error: unknown, repository: string): RoostError {
  const { status, message } = error as { status?: number; message: string };
  // Missing rights stay missing; a rate limit (403, 429) and failures of GitHub pass.
  const final = status === 401 || status === 404 || status === 422;
  return new RoostError(
    'GitHubFailed',
    `GitHub took no status for ${repository}: ${status ?? 'no answer'}, ${message.split('\n')[0]}`,
    { status },
    { retry: final ? 'never' : undefined },
  );
}
