/** Webhooks: the gateway, and the effect of a push to an app. */

/** The HTTP server of the control host: webhooks, health, metrics. */
export interface GatewayConfig {
  /** An address of this machine. */
  address: string;
  /** 0: any free one. */
  port: number;
  /** Its public address, without a trailing slash. */
  url?: string;
  /** Absent: the UI is not served beside it. */
  ui?: UiConfig;
  /** IP addresses of the tunnel; only from these is `CF-Connecting-IP` trusted. */
  tunnel: string[];
}

export interface UiConfig {
  address: string;
  port: number;
  /** Where browsers reach it, without a trailing slash. */
  url?: string;
  /** The header in which the proxy names who is logged in. Absent: `access` is there. */
  identity?: string;
  access?: AccessConfig;
}

/** An application of Cloudflare Access. */
export interface AccessConfig {
  /** `https://sgos.cloudflareaccess.com`: it signs the tokens. */
  team: string;
  /** The application's AUD tag: its tokens are for it and no other. */
  audience: string;
}

/** The effect of a push to the app's branch. */
export interface AppPush {
  /** `manual`: only an operator deploys. */
  deploy: 'automatic' | 'manual';
  /** Whether a head beside or behind the serving commit is deployed, as after a force-push. */
  diverged: 'deploy' | 'refuse';
  /**
   * Files and folders of the repository; a push that changes none of
   * them is ignored. Empty: every push counts.
   */
  paths: string[];
}
