/** What an operator does in Temporal's UI, click by click. No call goes past its pages. */
import type { Locator, Page } from 'playwright-core';
import { until } from '../workflows/world';

export class Operator {
  constructor(
    readonly page: Page,
    /** Of the UI, without a slash at its end. */
    private readonly url: string,
  ) {}

  /** Menu items and dialogs are in the page twice. */
  private see(selector: string): Locator {
    return this.page.locator(selector).filter({ visible: true }).first();
  }
  private button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name }).filter({ visible: true }).first();
  }

  /** The list of operations, by the front page. */
  async list(): Promise<void> {
    // On a busy machine the page may give its own request up, and shows no list then.
    for (let tries = 3; ; tries--) {
      await this.page.goto(`${this.url}/`);
      await this.page.waitForURL(/\/workflows\?query=/);
      const shown = await this.see('table')
        .waitFor({ timeout: 10_000 })
        .then(() => true)
        .catch(() => false);
      if (shown) return;
      if (tries === 0) throw new Error('the page shows no list');
    }
  }

  /** The rows of the list, each with its cells by the heads of the columns. */
  async rows(): Promise<Record<string, string>[]> {
    await this.see('table').waitFor();
    const heads = await this.page.locator('table thead th').allInnerTexts();
    const rows = await this.page.locator('table tbody tr').all();
    const cells = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
    return cells
      .filter((one) => one.length > 2)
      .map((one) => Object.fromEntries(heads.map((head, at) => [head.trim(), (one[at] ?? '').trim()])));
  }

  /** By a link of the list. */
  async open(workflowId: string): Promise<void> {
    await this.page.getByRole('link', { name: workflowId, exact: true }).first().click();
    await this.opened(workflowId);
  }

  async visit(workflowId: string): Promise<void> {
    await this.page.goto(`${this.url}/namespaces/default/workflows/${workflowId}`);
    await this.opened(workflowId);
  }
  private async opened(workflowId: string): Promise<void> {
    await this.page.waitForURL(new RegExp(`/workflows/${workflowId}/[^/]+/`));
    await this.see('text=More Actions').waitFor();
  }

  /** The texts of input and result. The page has their frames before it has the texts. */
  async inputAndResult(): Promise<string[]> {
    return until(async () => {
      const texts = await this.page.locator('.cm-content').filter({ visible: true }).allInnerTexts();
      return texts.length >= 2 && texts.every((text) => text.startsWith('{')) && texts;
    });
  }

  /** The current details, as they are read: headings, lists and blocks. */
  async details(): Promise<string> {
    await this.see('[data-testid=user-metadata-tab]').click();
    const frame = this.page.frameLocator('iframe').last().locator('body');
    await frame.locator('h3').first().waitFor();
    return frame.innerText();
  }

  async action(item: string | RegExp): Promise<void> {
    await this.button('More Actions').click();
    await this.page.getByRole('menuitem', { name: item }).filter({ visible: true }).first().click();
  }

  /** Types into the editor of an input; it is written anew when it loses the focus. */
  private async type(into: Locator, text: string): Promise<void> {
    await into.click();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
    await into.blur();
  }

  /** What the form is filled with. */
  input(): Promise<string> {
    return until(async () => {
      const text = await this.see('.cm-content[contenteditable=true]').innerText();
      return text.trim().endsWith('}') && text;
    });
  }

  async likeThisOne(): Promise<void> {
    await this.action('Start Workflow Like This One');
    await this.page.waitForURL(/start-workflow/);
    await this.see('.cm-content[contenteditable=true] .cm-line').waitFor();
  }

  /** An empty form, by the button of the list or a link. */
  async form(workflow: string, taskQueue: string): Promise<void> {
    const query = new URLSearchParams({ taskQueue, workflowType: workflow });
    await this.page.goto(`${this.url}/namespaces/default/workflows/start-workflow?${query}`);
    await this.see('.cm-content[contenteditable=true]').waitFor();
  }

  async fill(workflowId: string, input?: string): Promise<void> {
    await this.page.getByTestId('workflowId').fill(workflowId);
    if (input !== undefined) await this.type(this.see('.cm-content[contenteditable=true]'), input);
  }

  /** The form's button is off while its input is no JSON. */
  async maySend(): Promise<boolean> {
    return this.page.getByTestId('start-workflow-button').filter({ visible: true }).isEnabled();
  }

  /** Null: it was taken; else what the page answers. */
  async send(): Promise<string | null> {
    return this.answerOf(
      /\/api\/v1\/namespaces\/[^/]+\/workflows\/[^/]+$/,
      this.page.getByTestId('start-workflow-button').filter({ visible: true }),
    );
  }

  async start(workflowId: string, input?: string): Promise<string | null> {
    await this.fill(workflowId, input);
    return this.send();
  }

  private async answerOf(path: RegExp, click: Locator): Promise<string | null> {
    const sent = this.page
      .waitForResponse(
        (answer) => answer.request().method() === 'POST' && path.test(new URL(answer.url()).pathname),
        { timeout: 5_000 },
      )
      .catch(() => null);
    await click.click();
    const answer = await sent;
    const body = answer && (await answer.text());
    if (answer?.ok() && !body!.includes('"failure"')) return null;
    return body ?? 'nothing was sent';
  }

  /** To before the event, as the details name it. */
  async reset(event: number, reason: string): Promise<void> {
    const own = this.button(/^Reset$/);
    // Of a closed run; a running one has it in the menu.
    if (await own.isVisible()) await own.click();
    else await this.action(/^Reset$/);
    const dialog = this.see('[data-testid=reset-confirmation-modal], #reset-confirmation-modal');
    await dialog.waitFor();
    await this.see(
      '#workflow-reset-event-id-select-button, [data-testid=workflow-reset-event-id-select-button]',
    ).click();
    await this.page
      .getByRole('option', { name: new RegExp(`^${event} `) })
      .first()
      .click();
    await this.see('#reset-reason').fill(reason);
    await this.confirm();
  }

  /** Null: it was taken; else what the page answers. */
  async update(name: string, input: string): Promise<string | null> {
    const dialog = this.see('[data-testid=update-confirmation-modal]');
    // It stays open with the answer when the run has refused it.
    if (!(await dialog.isVisible())) {
      await this.action('Send an Update');
      await this.see('#update-select-button, [data-testid=update-select-button]').click();
      await this.page.getByRole('option', { name }).first().click();
    }
    await this.type(dialog.locator('.cm-content[contenteditable=true]'), input);
    return this.answerOf(/\/update\/[^/]+$/, this.see('[data-testid=confirm-modal-button]'));
  }

  async cancel(): Promise<void> {
    await this.button(/^Request Cancellation$/).click();
    await this.confirm();
  }

  private async confirm(): Promise<void> {
    await this.see('[data-testid=confirm-modal-button]').click();
  }

  async trigger(schedule: string): Promise<void> {
    await this.page.goto(`${this.url}/namespaces/default/schedules/${schedule}`);
    await this.see('#schedule-actions-menu-button').click();
    await this.page.getByRole('menuitem', { name: 'Trigger' }).filter({ visible: true }).first().click();
    await this.confirm();
  }
}
