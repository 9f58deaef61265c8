/** How to get each tool that roost runs on the control host. */
export interface Tool {
  /** What is fetched when none is there. */
  version: string;
  /** `go install` target, without the version. */
  goPackage: string;
  /** A file of the official release and the checksum file that lists it; absent where the release has no checksums. */
  release?: (platform: Platform) => { url: string; checksumsUrl: string; member?: string };
  /** Whether the tool found on PATH, by the output of `--version`, will do. Absent: any will. */
  accepts?: (versionOutput: string) => boolean;
}

export interface Platform {
  os: string;
  arch: string;
}

export type ToolName = 'temporal' | 'sops' | 'age' | 'age-keygen' | 'versitygw' | 'temporal-server' | 'temporal-sql-tool';

/** The oldest server that knows all that roost asks of it (reset, schedules, user metadata). */
const oldestServer: [number, number] = [1, 27];

/** A CLI built by Go names no version of its own, but always that of the server inside. */
function hasRecentServer(versionOutput: string): boolean {
  const [, major, minor] = /Server (\d+)\.(\d+)/.exec(versionOutput) ?? [];
  if (!major || !minor) return false;
  return Number(major) > oldestServer[0] || (Number(major) === oldestServer[0] && Number(minor) >= oldestServer[1]);
}

const temporalVersion = '1.5.1';
const clusterVersion = '1.31.2';
const sopsVersion = '3.13.3';
const temporalRelease = `https://github.com/temporalio/cli/releases/download/v${temporalVersion}`;
const sopsRelease = `https://github.com/getsops/sops/releases/download/v${sopsVersion}`;

export const tools: Record<ToolName, Tool> = {
  temporal: {
    version: temporalVersion,
    goPackage: 'github.com/temporalio/cli/cmd/temporal',
    release: ({ os, arch }) => ({
      url: `${temporalRelease}/temporal_cli_${temporalVersion}_${os}_${arch}.tar.gz`,
      checksumsUrl: `${temporalRelease}/checksums.txt`,
      member: 'temporal',
    }),
    accepts: hasRecentServer,
  },
  sops: {
    version: sopsVersion,
    goPackage: 'github.com/getsops/sops/v3/cmd/sops',
    release: ({ os, arch }) => ({
      url: `${sopsRelease}/sops-v${sopsVersion}.${os}.${arch}`,
      checksumsUrl: `${sopsRelease}/sops-v${sopsVersion}.checksums.txt`,
    }),
  },
  age: { version: '1.3.1', goPackage: 'filippo.io/age/cmd/age' },
  'age-keygen': { version: '1.3.1', goPackage: 'filippo.io/age/cmd/age-keygen' },
  // A whole cluster on this machine, for tests: the version that docker-compose.temporal.yml runs.
  'temporal-server': { version: clusterVersion, goPackage: 'go.temporal.io/server/cmd/server' },
  'temporal-sql-tool': { version: clusterVersion, goPackage: 'go.temporal.io/server/cmd/tools/sql' },
  versitygw: { version: '1.8.0', goPackage: 'github.com/versity/versitygw/cmd/versitygw' },
};

/** The names that Go and the releases use for this machine. */
export function thisPlatform(): Platform {
  return { os: process.platform, arch: process.arch === 'x64' ? 'amd64' : process.arch };
}
