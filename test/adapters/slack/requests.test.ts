/** Who did what in Slack, as it is kept: of which workspace they are, and what of their changes matters. */
import { describe, expect, it } from 'vitest';
import { leftIn, pressIn } from '../../../src/adapters/slack/requests.ts';

const OURS = { id: 'T07ACME001' };
const press = {
  user: { id: 'U07GRACE02' },
  team: OURS,
  trigger_id: 'one',
  actions: [{ type: 'button', action_id: 'approve', value: 'carried' }],
  channel: { id: 'C07RELEASE' },
  response_url: 'https://hooks.slack.com/actions/1',
};

describe('who pressed', () => {
  const who = (changed: object): unknown => pressIn.parse({ ...press, ...changed })?.request.who;

  it('is of their own workspace, also in a channel that another one shares', () => {
    expect(who({})).toEqual({ team: OURS.id, user: 'U07GRACE02' });
    const guest = { id: 'U07GRACE02', team_id: 'T09OTHERS1' };
    expect(who({ user: guest })).toEqual({ team: 'T09OTHERS1', user: 'U07GRACE02' });
    expect(who({ user: guest, team: null })).toEqual({ team: 'T09OTHERS1', user: 'U07GRACE02' });
  });

  it('is nobody where no workspace is told', () => {
    expect(pressIn.safeParse({ ...press, team: null }).success).toBe(false);
  });
});

describe('who left', () => {
  const told = (user: object, type = 'user_change') =>
    leftIn.parse({ event_id: 'Ev1', team_id: OURS.id, event: { type, user } });

  it('is somebody whose account was closed', () => {
    expect(told({ id: 'U1', deleted: true })).toEqual({
      id: 'slack:Ev1',
      request: { kind: 'left', who: { team: OURS.id, user: 'U1' } },
    });
    expect(told({ id: 'U1', team_id: 'T09OTHERS1', deleted: true })?.request.who).toEqual({
      team: 'T09OTHERS1',
      user: 'U1',
    });
  });

  it('is nobody whose profile changed alone', () => {
    expect(told({ id: 'U1', deleted: false })).toBeNull();
    expect(told({ id: 'U1' })).toBeNull();
  });
});
