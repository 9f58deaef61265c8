/** A Compose project as somebody runs it who has never heard of roost. */
export interface Stranger {
  name: string;
  /** On the host. */
  folder: string;
  /** In its repository; without `git`, in its folder. */
  files: Record<string, string>;
  /** Beside them on the host: what git does not know. */
  beside?: Record<string, string>;
  /** Cloned from a repository. */
  git?: true;
  /** Run in `start`, as after `docker compose`. Default `up -d`. */
  up?: string;
  /** Folder of the Compose file, relative to `folder`. */
  at?: string;
}
