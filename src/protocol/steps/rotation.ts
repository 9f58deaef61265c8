/** The steps that put other keys and passwords in place of the present ones, as data. */
import type { SecretFormat } from '../../fleet/file/app/types';

/** A branch of a repository with encrypted files, read and written from the host of an app that has it. */
export interface SecretsRepository {
  /** The first of its apps, which names it. */
  app: string;
  host: string;
  /** The app's folder there, absolute. */
  directory: string;
  repository: string;
  branch: string;
  /** What the fleet file names; other files with the same public key are found beside them. */
  files: { path: string; format: SecretFormat }[];
  /** `direct`: a commit on the branch; `branch`: a branch of its own, for a pull request. */
  commit: 'direct' | 'branch';
}

/** `file`: of the key, on the control host. Beside it are `.next` and `.former`. */
interface OfKey {
  file: string;
}

/** `file`: of a private key, on the control host. */
interface OfSshKey {
  file: string;
  hosts: string[];
}

interface OfSecret {
  in: SecretsRepository;
  /** The encrypted file, and the name of the value in it: `smtp.password`. */
  path: string;
  name: string;
  /** Of the age key that opens it. */
  keyFile: string;
  /** Id of the encrypted new value in the state of roost. */
  staged: string;
  /** The commit that the plan was made with, and the digest of the ciphertext there. */
  from: string;
  was: string;
}

/** `backup.repository` or `backup.second` of the fleet file. */
export type RepositoryPlace = 'first' | 'second';

/** `secret`: the name of the password in `secrets.file`. */
interface OfPassword {
  secret: string;
  places: RepositoryPlace[];
}

interface OfRepository {
  secret: string;
  place: RepositoryPlace;
}

/** Arguments of every kind of step: a closed union. */
export interface RotationStepArgs {
  /** Makes `.next` and lets `file` open what either key opens. */
  makeAgeKey: OfKey;
  /** The new key may open the files too. */
  shareSecrets: OfKey & { in: SecretsRepository };
  /** Each file is opened with the new key only; `former`: and with the former one no more. */
  proveAgeKey: OfKey & { in: SecretsRepository; former: 'opens' | 'fails' };
  /** Another data key, which the former key does not open. */
  narrowSecrets: OfKey & { in: SecretsRepository };
  /** The same three of the control plane's own file of secrets. */
  shareControl: OfKey & { secrets: string };
  proveControl: OfKey & { secrets: string; former: 'opens' | 'fails' };
  narrowControl: OfKey & { secrets: string };
  /** `file` has the new key only; the former one stays in `.former`, which nothing reads. */
  retireAgeKey: OfKey;
  /** Makes the new SSH key beside FILE, which hosts are reached by. */
  makeSshKey: OfSshKey;
  /** One host lets the new key in too, which a new connection only by it proves. */
  shareSshKey: { file: string; host: string };
  /** FILE is the new key; the former one is tried after it. */
  useSshKey: OfSshKey;
  /** One host lets the new key in, and the former one no more. */
  narrowSshKey: { file: string; host: string };
  /** The former key is forgotten, unless a host may need it. */
  retireSshKey: OfSshKey;
  /** A commit with another value of one secret. */
  commitSecret: OfSecret;
  /** Its undo: a commit with the former one. */
  takeBackSecret: OfSecret;
  /** A deploy of the app's head as a run of its own. */
  deploySecret: { app: string };
  forgetSecret: { staged: string };
  /**
   * Makes a password, stored beside `secret` in `secrets.file`, and
   * notes which key of each repository goes.
   */
  preparePassword: OfPassword;
  /** The new password opens the repository too; only that opens it. */
  addRepositoryKey: OfRepository;
  /** `secret` has the new password. */
  storePassword: OfPassword;
  removeRepositoryKey: OfRepository;
  /** Nothing is left beside `secret`. */
  forgetPassword: OfPassword;
}

/** What a rotation does, for who reads its plan. */
export interface RotationSummary {
  what: 'age-key' | 'restic-password' | 'secret' | 'ssh-key';
  /** In a few words. */
  summary: string;
  /** Names with their values, as a list shows them. */
  pairs: [name: string, value: string][];
}
