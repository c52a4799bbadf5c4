/** Tells whoever waits for an answer to a delivery that none will come, as it broke on our side. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import type { Delivery } from '../../../ports/queue.ts';
import type { World } from '../../../services/world.ts';
import { onButton } from './check-run-action.ts';
import { onCommentCreated } from './issue-comment.ts';

/** Those alone were sent by somebody who waits: what else failed, promotions find out by themselves. */
export const tellBroken = async (
  world: World,
  { id, event, payload: text }: Delivery,
  reference: string,
): Promise<void> => {
  // As GitHub signed it.
  const payload = JSON.parse(text) as { readonly action?: string };
  switch (`${event}.${payload.action}`) {
    case 'issue_comment.created': {
      const asked = { id, name: event, payload } as EmitterWebhookEvent<'issue_comment.created'>;
      return onCommentCreated(world, asked, reference);
    }
    case 'check_run.requested_action': {
      const pressed = {
        id,
        name: event,
        payload,
      } as EmitterWebhookEvent<'check_run.requested_action'>;
      return onButton(world, pressed, reference);
    }
    default:
  }
};
