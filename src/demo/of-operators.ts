/** The demo's second act: an environment is held, closed, and goes back to what was good. */
import { HOUR, type Instant, toIso } from '../core/instant.ts';
import type { Pull } from './of-a-release.ts';
import { DEMO_SLACK_POLICY } from './policy.ts';
import type { Stage } from './stage.ts';
import type { Teller } from './teller.ts';

interface Act {
  readonly stage: Stage;
  readonly tell: Teller;
  /** Somebody types it on a page, and everything that comes of it happens. */
  types(login: string, page: number, text: string): Promise<void>;
}

/** `before` is what runs in production. */
export const tellOfOperators = async (stage: Stage, tell: Teller, before: Pull): Promise<void> => {
  const act: Act = {
    stage,
    tell,
    types: async (login, page, text) => {
      tell.does(login, text);
      stage.sandbox.as(login).comment(page, text);
      await stage.quiet();
    },
  };
  stage.sandbox.as('grace').merge(before.number, 'merge');
  const next = await tellOfALock(act);
  await tellOfAFreeze(act, next);
  await tellOfARollback(act, next, before);
};

const tellOfALock = async ({ stage, tell, types }: Act): Promise<Pull> => {
  const { sandbox } = stage;
  const open = async (login: string, title: string, branch: string): Promise<Pull> => {
    const person = sandbox.as(login);
    const pull = person.openPull({ title, branch, files: { [`${branch}.txt`]: 'new\n' } });
    person.setCheck(pull.headSha, 'build', 'success');
    person.setCheck(pull.headSha, 'test', 'success');
    await stage.quiet();
    return pull;
  };
  const cart = await open('bob', 'Rewrite the cart', 'cart');
  const coupons = await open('ada', 'Take coupons', 'coupons');

  tell.scene('bob takes staging for himself, and ada waits');
  await types('bob', cart.number, '/lock staging because "measuring the new cart" for 2h');
  tell.lastReply(cart.number, 'staging');
  await types('ada', coupons.number, '/promote staging');
  tell.checkRun(coupons.headSha, 'staging', null);

  tell.scene('bob is done, and hers goes on by itself');
  await types('bob', cart.number, '/unlock staging');
  await tell.finishDeployment(sandbox.as('github-actions[bot]'), 'staging');
  return coupons;
};

const tellOfAFreeze = async ({ stage, tell, types }: Act, pull: Pull): Promise<void> => {
  tell.scene('omar closes production for the stocktaking, and ada needs an exception');
  tell.does('omar', 'pushes a freeze of 8 hours to .github/lockkeeper.yml');
  const files = { '.github/lockkeeper.yml': frozen(stage.app.world.clock.now()) };
  stage.sandbox.as('omar').push({ branch: 'main', files });
  await stage.quiet();
  await types('ada', pull.number, '/promote production');
  tell.does('grace', 'review: approve');
  stage.sandbox.as('grace').review(pull.number, 'APPROVE');
  await stage.quiet();
  tell.checkRun(pull.headSha, 'production', null);
  await types('ada', pull.number, '/freeze except production because "the tax rate changes today"');
  tell.lastReply(pull.number, 'second person');

  tell.scene('she cannot confirm it herself; omar can');
  await types('ada', pull.number, '/freeze except production because "it is really urgent"');
  tell.lastReply(pull.number, 'production');
  await types('omar', pull.number, '/freeze except production');
  await tell.finishDeployment(stage.sandbox.as('github-actions[bot]'), 'production');
  tell.checkRun(pull.headSha, 'production', 'success');
};

const local = (at: Instant): string => toIso(at).slice(0, 16);

const frozen = (now: Instant): string => `${DEMO_SLACK_POLICY}    freezes:
      - name: stocktaking
        from: ${local(now - HOUR)}
        to: ${local(now + 7 * HOUR)}
        time_zone: UTC
`;

const tellOfARollback = async (
  { stage, tell, types }: Act,
  bad: Pull,
  good: Pull,
): Promise<void> => {
  tell.scene('the checkout fails in production: linus goes back to what was good');
  const issue = stage.sandbox.as('linus').openIssue({ title: 'Checkout fails' });
  await types('linus', issue.number, '/rollback production because "the checkout fails"');
  tell.lastReply(issue.number, 'production');
  await tell.finishDeployment(stage.sandbox.as('github-actions[bot]'), 'production');
  await types('linus', issue.number, '/status');
  tell.lastReply(issue.number, good.headSha.slice(0, 7));
  tell.checkRun(bad.headSha, 'production', 'neutral');
};
