/** Events as Slack wraps them, for those that an app like this one subscribes to. */
import { randomBytes } from 'node:crypto';
import type { SlackDeliveries } from './deliver.ts';
import { userShape, viewShape } from './shapes.ts';
import { directOf, type SlackState } from './state.ts';
import type { SlackUser } from './workspace.ts';

/** Slack's old way to prove itself; apps should look at the signature. */
export const VERIFICATION = 'verification-of-the-sandbox';

export const homeOpened = (
  state: SlackState,
  deliveries: SlackDeliveries,
  user: SlackUser,
  tab: 'home' | 'messages',
): void => {
  const view = tab === 'home' ? state.homes.get(user.id) : undefined;
  emit(state, deliveries, {
    type: 'app_home_opened',
    user: user.id,
    channel: directOf(user),
    tab,
    ...(view === undefined ? {} : { view: viewShape(state, view) }),
    event_ts: state.nextTs(),
  });
};

/** Somebody's account in the workspace is closed, as when they leave the company. */
export const userLeft = (state: SlackState, deliveries: SlackDeliveries, user: SlackUser): void => {
  user.deleted = true;
  for (const { members } of state.workspace.channels) members.delete(user.id);
  state.modals.delete(user.id);
  userChanged(state, deliveries, user);
};

/** Whatever of a profile it is that changed: the event does not say. */
export const userChanged = (
  state: SlackState,
  deliveries: SlackDeliveries,
  user: SlackUser,
): void => {
  state.changes += 1;
  const shape = userShape(state, user);
  emit(state, deliveries, { type: 'user_change', user: shape, event_ts: state.nextTs() });
};

export const uninstalled = (state: SlackState, deliveries: SlackDeliveries): void => {
  const { workspace } = state;
  workspace.isInstalled = false;
  state.changes += 1;
  const tokens = { oauth: [], bot: [workspace.bot.id] };
  emit(state, deliveries, { type: 'tokens_revoked', tokens, event_ts: state.nextTs() });
  emit(state, deliveries, { type: 'app_uninstalled', event_ts: state.nextTs() });
};

const emit = (
  { workspace, clock, nextId }: SlackState,
  deliveries: SlackDeliveries,
  event: { readonly type: string; readonly [key: string]: unknown },
): void =>
  deliveries.event(event.type, {
    token: VERIFICATION,
    team_id: workspace.team.id,
    context_team_id: workspace.team.id,
    context_enterprise_id: null,
    api_app_id: workspace.appId,
    event,
    type: 'event_callback',
    event_id: nextId('Ev'),
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.team.id,
        user_id: workspace.bot.id,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${randomBytes(12).toString('base64url')}`,
  });
