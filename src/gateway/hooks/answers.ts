/** All answers to deliveries. A refusal is a 4xx; a failure of roost itself is a 503. */

export type Result = 'accepted' | 'ignored' | 'refused' | 'failed';

interface Entry {
  readonly status: number;
  readonly result: Result;
  /** The end of a sentence; contains nothing of the request. */
  readonly message: string;
}

const entry = (status: number, result: Result, message: string): Entry => ({ status, result, message });

export const answers = {
  looking: entry(202, 'accepted', "accepted: roost reads the branch's head"),
  ping: entry(200, 'ignored', 'pong: the signature is right'),

  // Well-formed and signed, but without work for roost: GitHub need not show a failure.
  event: entry(200, 'ignored', 'ignored: only push is acted on'),
  branch: entry(200, 'ignored', 'ignored: no app follows this branch'),
  deleted: entry(200, 'ignored', 'ignored: the branch was deleted'),
  paths: entry(200, 'ignored', 'ignored: nothing under the paths of the app changed'),
  manual: entry(200, 'ignored', 'ignored: this app is deployed by hand (push.deploy: manual)'),
  archived: entry(200, 'ignored', 'ignored: this app is archived (roost archive APP --undo)'),

  'signature-missing': entry(
    401,
    'refused',
    'refused: there is no X-Hub-Signature-256; enter a secret at GitHub',
  ),
  'signature-wrong': entry(401, 'refused', 'refused: the signature fits no secret of this fleet'),
  'content-type': entry(415, 'refused', 'refused: choose the content type application/json at GitHub'),
  headers: entry(400, 'refused', 'refused: X-GitHub-Event or X-GitHub-Delivery is missing or malformed'),
  'broken-json': entry(400, 'refused', 'refused: the body is not JSON'),
  'broken-payload': entry(422, 'refused', 'refused: the body has not the shape of a push'),
  repository: entry(404, 'refused', 'refused: no app here has this repository'),
  app: entry(404, 'refused', 'refused: the fleet has no such app'),
  'too-large': entry(413, 'refused', 'refused: more than 25 MB'),
  'too-slow': entry(408, 'refused', 'refused: the request took too long to arrive'),
  'too-many': entry(429, 'refused', 'refused: too many requests without a right signature'),
  malformed: entry(400, 'refused', 'refused: this is no HTTP request'),

  busy: entry(503, 'failed', 'busy: deliver it again in a moment'),
  'no-secret': entry(503, 'failed', 'roost has no webhook secret: see secrets.file of the fleet file'),
  temporal: entry(503, 'failed', 'Temporal does not answer: deliver it again later'),
  internal: entry(503, 'failed', 'a defect of roost: see the log of the gateway'),
} satisfies Record<string, Entry>;

export type Reason = keyof typeof answers;

/** A delivery with its answer, for log, audit and metrics. Of the payload it contains ids only. */
export interface Answered {
  /** ISO 8601. */
  at: string;
  /** The sender's IP address. */
  from: string;
  /** `/hooks/github` or `/hooks/deploy-APP`; null: the request did not get that far. */
  path: string | null;
  /** X-GitHub-Delivery and X-GitHub-Event; null: missing or malformed. */
  delivery: string | null;
  event: string | null;
  /** The apps that got a signal; of a refusal the app that the path names. */
  apps: string[];
  /** GitHub's number of the repository; of a signed delivery only. */
  repository: number | null;
  /** The commit that was pushed; of a signed delivery only. */
  commit: string | null;
  result: Result;
  reason: Reason;
  status: number;
  ms: number;
}
