/** A value in the sops file that `Fleet.secrets.file` names. */
export interface SecretRef {
  secret: string;
}
