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

/** `file`: of the key, on the control host. Beside it lie `.next` and `.former`. */
interface OfKey {
  file: string;
}

/** Arguments of every kind of step: a closed union. */
export interface RotationStepArgs {
  /** Makes `.next` and lets `file` open what either key opens. */
  makeAgeKey: OfKey;
  /** The new key may open the files too. */
  shareSecrets: OfKey & { in: SecretsRepository };
  /** Each file is opened with the new key alone; `former`: and with the former one no more. */
  proveAgeKey: OfKey & { in: SecretsRepository; former: 'opens' | 'fails' };
  /** Another data key, which the former key does not open. */
  narrowSecrets: OfKey & { in: SecretsRepository };
  /** The same three of the control plane's own file of secrets. */
  shareControl: OfKey & { secrets: string };
  proveControl: OfKey & { secrets: string; former: 'opens' | 'fails' };
  narrowControl: OfKey & { secrets: string };
  /** `file` has the new key alone; the former one stays in `.former`, which nothing reads. */
  retireAgeKey: OfKey;
}

/** What a rotation does, for who reads its plan. */
export interface RotationSummary {
  what: 'age-key';
  /** In a few words. */
  summary: string;
  /** Names with their values, as a list shows them. */
  pairs: [name: string, value: string][];
}
