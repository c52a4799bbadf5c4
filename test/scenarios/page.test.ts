/** The sandbox in a real browser: a person plays the main job by hand, and mistakes are answered. */
import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { tellSlackStory } from './slack-story.ts';
import { type Story, tellStory } from './story.ts';

let browser: Browser;
let story: Story;
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
});
afterAll(async () => {
  await browser.close();
});
afterEach(async () => {
  await story.close();
});

it('opens a pull request, promotes it and approves it by the button as somebody else', async () => {
  story = await tellStory();
  const pull = await story.openGreen();
  // The page's script shows it anew by itself, and breaks off a reload of ours; it works without.
  const page = await browser.newPage({ javaScriptEnabled: false });
  const be = async (login: string): Promise<void> => {
    await page.goto(`${story.sandbox.url}/ui/pulls/${pull.number}`);
    await page.getByTestId(`who-${login}`).click();
    await page.goto(`${story.sandbox.url}/ui/pulls/${pull.number}`);
  };
  const say = async (text: string): Promise<void> => {
    await page.getByTestId('comment').fill(text);
    await page.getByTestId('send-comment').click();
    await story.quiet();
    await page.reload();
  };
  await be('ada');
  await say('/promote staging');
  await page.getByTestId('deploy-success').first().click();
  await story.quiet();
  await page.reload();
  await say('/promote production');
  expect(await page.getByText('Waiting for 1 approval from platform').count()).toBe(1);
  await be('grace');
  await page.getByTestId('press-approve').first().click();
  await story.quiet();
  expect(story.checkRun(pull.headSha, 'production')?.title).toBe('Deploying');
  await page.close();
});

it('approves in Slack by the button, after somebody thought better of rejecting', async () => {
  const told = await tellSlackStory();
  story = told;
  await told.link('grace');
  const pull = await told.waiting();
  const page = await browser.newPage({ javaScriptEnabled: false });
  const channel = `${told.sandbox.url}/ui/slack/channels/releases`;
  await page.goto(channel);
  await page.getByTestId('who-grace').click();
  await page.getByRole('button', { name: 'Reject' }).click();
  await expect.poll(() => told.slack.read.modal('grace')?.title).toBe('Reject');
  await page.goto(channel);
  await page.getByTestId('modal-submit').click();
  expect(await page.getByTestId('said').innerText()).toContain('complete this required field');
  await page.getByTestId('modal-close').click();
  expect(await page.getByTestId('modal').count()).toBe(0);
  await page.getByTestId('say-text').fill('/lockkeeper why acme/shop#1 production');
  await page.getByTestId('say-send').click();
  await told.quiet();
  await page.goto(channel);
  expect(await page.getByText('Only visible to you').count()).toBe(1);
  await page.getByRole('button', { name: 'Approve' }).click();
  await told.quiet();
  await page.goto(channel);
  expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  // In the message, and in the history that its thread keeps.
  expect(await page.getByText('Approved by').count()).toBe(2);
  expect(told.deployments('production')).toEqual([pull.headSha]);
  await page.close();
});

it('links an account from the first press in Slack, and counts the next one', async () => {
  const told = await tellSlackStory();
  story = told;
  const pull = await told.waiting();
  await told.pressInSlack('grace', 'approve');
  const offer = JSON.stringify(told.slack.read.ephemerals('grace').at(-1)?.blocks);
  const page = await browser.newPage({ javaScriptEnabled: false, colorScheme: 'dark' });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(new RegExp(`${told.url}/link/[\\w-]+`).exec(offer)?.[0] ?? 'about:blank');
  await page.getByRole('button', { name: 'Sign in with Slack' }).press('Enter');
  await page.getByLabel('You are').selectOption({ label: 'Grace in Acme' });
  await page.getByRole('button', { name: 'Tell Lockkeeper' }).press('Enter');
  await page.getByLabel('You are').selectOption('grace');
  await page.getByRole('button', { name: 'Tell Lockkeeper' }).press('Enter');
  expect(await page.getByRole('definition').allTextContents()).toEqual([
    'Grace, U07GRACE02 of the workspace T07ACME001, Acme',
    'grace',
  ]);
  await page.getByRole('button', { name: 'Yes, link them' }).press('Enter');
  expect(await page.getByRole('heading').textContent()).toBe('You are linked to grace');
  expect(complaints).toEqual([]);
  await page.close();
  await told.pressInSlack('grace', 'approve');
  expect(told.checkRun(pull.headSha, 'production')?.title).toBe('Deploying');
});
