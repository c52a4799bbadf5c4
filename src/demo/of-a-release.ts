/** The demo's first act: one release, from the first ask to production. */
import { openBrowser } from './browser.ts';
import type { Stage } from './stage.ts';
import type { Teller } from './teller.ts';

/** A pull request, and the commit it is about. */
export interface Pull {
  readonly number: number;
  readonly headSha: string;
}

const PULL = {
  title: 'Show prices with tax',
  branch: 'tax',
  files: { 'price.txt': 'with tax\n' },
};

export const tellOfARelease = async (stage: Stage, tell: Teller): Promise<Pull> => {
  const ada = stage.sandbox.as('ada');
  const actions = stage.sandbox.as('github-actions[bot]');
  const pull = await ada.openPull(PULL);
  const adaTypes = async (text: string): Promise<void> => {
    tell.does('ada', text);
    await ada.comment(pull.number, text);
  };
  tell.scene(`ada opened pull request #${pull.number} and asks for staging`);
  await ada.setCheck(pull.headSha, 'build', 'success');
  await ada.setCheck(pull.headSha, 'test', 'failure');
  await adaTypes('/promote staging');
  await stage.quiet();
  tell.checkRun(pull.headSha, 'staging', 'failure');

  tell.scene('the test turns green, and it goes on by itself');
  await ada.setCheck(pull.headSha, 'test', 'success');
  await stage.quiet();
  await tell.finishDeployment(actions, 'staging');
  tell.checkRun(pull.headSha, 'staging', 'success');

  tell.scene('ada asks for production, which waits for people');
  await adaTypes('/promote production');
  await stage.quiet();
  tell.checkRun(pull.headSha, 'production', 'action_required');

  tell.scene('ada approves her own work');
  await adaTypes('/approve production');
  await stage.quiet();
  tell.lastReply(pull.number, 'nobody approves their own work');

  await tellOfSlack(stage, tell);
  await tell.finishDeployment(actions, 'production');
  tell.checkRun(pull.headSha, 'production', 'success');

  tell.scene('ada asks why, and what runs where');
  await adaTypes('/why production');
  await adaTypes('/status');
  await stage.quiet();
  tell.replies(pull.number, 2);
  tell.statusComment(pull.number);
  return pull;
};

/** Grace of the platform team approves where she is: nobody there is known by a name alone. */
const tellOfSlack = async (stage: Stage, tell: Teller): Promise<void> => {
  const { slack } = stage.sandbox;
  const press = async (): Promise<void> => {
    tell.does('grace', 'presses [Approve] in Slack');
    const [message] = slack.read.messages('releases');
    if (message === undefined) throw new Error('nothing was said in Slack');
    await slack.as('grace').press(message, 'approve');
    await stage.quiet();
  };
  tell.scene(
    'grace of the platform team reads of it in Slack, and presses: nobody knows who she is',
  );
  tell.slackMessage('Waiting for 1 approval');
  await press();
  tell.slackAnswer('grace', 'not linked to an account of GitHub');

  tell.scene('she proves both accounts in her browser, and presses again');
  tell.does('grace', 'follows the link, signs in with Slack and with GitHub, and agrees');
  await proveBoth(stage, 'grace');
  await stage.quiet();
  tell.slackDirect('grace', 'linked to the GitHub account grace');
  await press();
  tell.slackMessage('Approved by grace');
};

/** As a person does, in one browser, by the link that she alone was given. */
const proveBoth = async ({ sandbox }: Stage, name: string): Promise<void> => {
  const { slack } = sandbox;
  const user = slack.workspace.users.find((each) => each.name === name);
  const links = JSON.stringify(slack.read.ephemerals(name).at(-1)?.blocks);
  const [url] = /http:[^"]*\/link\/[\w-]+/.exec(links) ?? [];
  if (user === undefined || url === undefined) throw new Error(`${name} was given no link`);
  const browser = openBrowser();
  const offer = await browser.open(url);
  const atSlack = await browser.submit(offer);
  const who = `${slack.workspace.team.id}:${user.id}`;
  const atGitHub = await browser.submit(atSlack, { who, answer: 'yes' });
  const asked = await browser.submit(atGitHub, { who: name, answer: 'yes' });
  const linked = await browser.submit(asked);
  if (linked.status !== 200) throw new Error(`${name} could not be linked: ${linked.text}`);
};
