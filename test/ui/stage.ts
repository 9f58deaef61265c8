/**
 * Temporal with its UI, roost's gateway before it, an app whose data a
 * restore changes, and a person's browser.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { byHeader } from '../../src/gateway/ui/identify';
import { OwnNames } from '../../src/gateway/ui/own-names';
import { makeUiProxy } from '../../src/gateway/ui/server';
import { taskQueue } from '../../src/protocol/names';
import { freePort } from '../../src/services/ports';
import { until, World, type Run } from '../workflows/world';
import { openBrowser } from './browser';
import { FakeData, nights } from './fake-data';
import { Operator } from './operator';

const HEADER = 'X-Person';
export const person = 'ops@sgos.example';

export class UiStage {
  private constructor(
    readonly world: World,
    readonly data: FakeData,
    readonly operator: Operator,
    readonly page: Page,
    private readonly proxy: FastifyInstance,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<UiStage> {
    const uiPort = await freePort();
    const world = await World.create({ uiPort, queue: taskQueue });
    const proxy = makeUiProxy({
      upstream: `http://127.0.0.1:${uiPort}`,
      namespace: 'default',
      own: new OwnNames([]),
      identify: byHeader(HEADER),
      mustBeNamed: true,
      onChange: () => {},
      onForeign: () => {},
    });
    const url = await proxy.listen({ host: '127.0.0.1', port: 0 });
    const browser = await openBrowser();
    const page = await browser.newPage({
      viewport: { width: 1400, height: 800 },
      extraHTTPHeaders: { [HEADER]: person },
      timezoneId: 'UTC',
    });
    page.setDefaultTimeout(20_000);
    // The UI connects to the server a moment after it has begun.
    await until(async () => {
      const asked = fetch(`${url}/api/v1/namespaces/default`, { headers: { [HEADER]: person } });
      return (await asked.catch(() => null))?.ok;
    });
    const data = new FakeData(world, nights(9));
    return new UiStage(world, data, new Operator(page, url), page, proxy, browser);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.proxy.close();
    await this.world.end();
  }

  run = (workflowId: string): Run => this.world.env.client.workflow.getHandle(workflowId) as Run;

  /** Rests until the list shows the run so: it is behind by a moment. */
  async listed(workflowId: string, outcome: string): Promise<Record<string, string>> {
    return until(async () => {
      await this.operator.list();
      return (await this.operator.rows()).find(
        (row) => row['Workflow ID'] === workflowId && row.RoostOutcome === outcome,
      );
    });
  }

  /** For docs/operators.md: `ROOST_SCREENSHOTS` names the folder. Without it none is made. */
  async shot(name: string, height = 800): Promise<void> {
    const folder = process.env.ROOST_SCREENSHOTS;
    if (!folder) return;
    await this.page.setViewportSize({ width: 1400, height });
    await this.page.waitForTimeout(1_000);
    writeFileSync(join(folder, `ui-${name}.png`), await this.page.screenshot());
    await this.page.setViewportSize({ width: 1400, height: 800 });
  }
}
