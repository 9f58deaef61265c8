/** Debian's Chromium without a window, as an operator's browser. */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';

/** Set-up installs it where it may; in CI it is never missing. */
export const hasBrowser = existsSync(executablePath) || process.env.CI === 'true';

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
