/** What a deploy came to, as far as a case says. */
export interface Outcome {
  ok: boolean;
  /** In the error's message. */
  says?: string;
  /** In a warning of the plan. */
  warns?: string;
  /**
   * Shell commands on the host, and what each prints. `web` stands
   * for the running container of service web.
   */
  then?: Record<string, string>;
}

export interface ComposeCase {
  name: string;
  /** What is in the repository. */
  files: Record<string, string>;
  /** Run in the app's folder, a clone of the repository; empty: nothing is there. */
  byHand: string;
  fleet?: Record<string, unknown>;
  /** What the first plan says of them. */
  changes?: string[];
  deploy: Outcome;
  /** A second commit changes these. */
  next?: { files: Record<string, string>; changes?: string[]; deploy: Outcome };
}
