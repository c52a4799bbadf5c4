/** The demo's first act: one release, from the first ask to production. */
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
  const grace = stage.sandbox.as('grace');
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

  tell.scene('grace of the platform team reviews the commit and approves');
  tell.does('grace', 'review: approve');
  await grace.review(pull.number, 'APPROVE');
  await stage.quiet();
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
