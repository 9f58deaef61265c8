/** The account that tests use on a sshd of their own, where root runs them. */
export const account: string;
