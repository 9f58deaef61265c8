/** The text of the files that provisioning writes. Pure. */
import type { ProvisionConfig } from '../../fleet/file';

const head = '# Written by roost provision. Changes by hand are found and taken back.\n';

/** Before all other files of sshd: the first value counts. */
export function sshdText(settings: Record<string, string>): string {
  const own: Record<string, string> = {
    PasswordAuthentication: 'no',
    KbdInteractiveAuthentication: 'no',
    PermitEmptyPasswords: 'no',
    PermitRootLogin: 'prohibit-password',
    X11Forwarding: 'no',
    LoginGraceTime: '30',
  };
  const set = new Set(Object.keys(settings).map((name) => name.toLowerCase()));
  const kept = Object.entries(own).filter(([name]) => !set.has(name.toLowerCase()));
  return head + [...kept, ...Object.entries(settings)].map(([name, value]) => `${name} ${value}\n`).join('');
}

/** `names`: accounts that may become root. */
export const sudoersText = (names: string[]): string =>
  head + names.map((name) => `${name} ALL=(ALL:ALL) NOPASSWD: ALL\n`).join('');

export const upgradesText = `${head.replace('#', '//')}APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
APT::Periodic::AutocleanInterval "7";
`;

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1_000_000))}M`;

export const journalText = ({ logs }: ProvisionConfig): string =>
  `${head}[Journal]\nSystemMaxUse=${megabytes(logs.journal)}\n`;

/** Of daemon.json; `live-restore`: containers go on while Docker restarts. */
export const dockerSettings = ({ logs }: ProvisionConfig): Record<string, unknown> => ({
  'live-restore': true,
  'log-driver': 'json-file',
  'log-opts': { 'max-file': '2', 'max-size': megabytes(logs.container / 2).toLowerCase() },
});

/**
 * Loads the rules before any network is up. Not Debian's
 * nftables.service: that flushes Docker's rules too.
 */
export const firewallUnit = `${head}[Unit]
Description=Firewall of roost
DefaultDependencies=no
After=local-fs.target
Wants=network-pre.target
Before=network-pre.target docker.service shutdown.target
Conflicts=shutdown.target
ConditionPathExists=/etc/roost/firewall.nft

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/roost/firewall.nft

[Install]
WantedBy=sysinit.target
`;

/** After a restart in the middle of a change of sshd that was not confirmed. */
export const revertUnit = `${head}[Unit]
Description=Take an unconfirmed change of sshd back
DefaultDependencies=no
After=local-fs.target
Before=ssh.service ssh.socket shutdown.target
Conflicts=shutdown.target
ConditionPathExists=/var/lib/roost/sshd.revert

[Service]
Type=oneshot
ExecStart=/bin/sh /var/lib/roost/sshd.revert

[Install]
WantedBy=multi-user.target
`;
