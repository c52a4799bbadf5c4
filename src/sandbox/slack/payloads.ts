/** What Slack sends the app when somebody presses, submits, closes or types a command. */
import { responseUrlFor } from './answering.ts';
import type { Block } from './blocks/blocks.ts';
import type { Found } from './blocks/identify.ts';
import { VERIFICATION } from './events.ts';
import { chosenIn, type Filled } from './input-values.ts';
import { escapedIn, messageShape, type Values, viewShape } from './shapes.ts';
import type { Message, OpenView, SlackState } from './state.ts';
import { triggerFor } from './views.ts';
import type { SlackUser } from './workspace.ts';

/** What somebody looks at: a message, or a view. */
export type Screen =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'view'; readonly view: OpenView };

export interface Choice {
  readonly found: Found;
  readonly choice: Filled | undefined;
}

/** A channel as the person is in it, or their direct messages with the app. */
export interface NamedPlace {
  readonly id: string;
  /** As Slack calls it to apps: those of private places say no more than that. */
  readonly name: string;
}

export const actionPayload = (
  state: SlackState,
  user: SlackUser,
  screen: Screen,
  place: NamedPlace | null,
  { found: { blockId, element }, choice }: Choice,
): object => ({
  ...common(state, user, 'block_actions'),
  trigger_id: triggerFor(state, user.id),
  ...(screen.kind === 'view'
    ? {
        container: { type: 'view', view_id: screen.view.id },
        view: viewShape(state, screen.view),
      }
    : messagePart(state, user, screen.message, place)),
  actions: [
    {
      type: element.type,
      action_id: element.action_id,
      block_id: blockId,
      ...(element.type === 'button'
        ? {
            text: escapedIn(element.text),
            value: element.value,
            style: element.style,
            url: element.url,
          }
        : chosenIn(element, choice)),
      action_ts: state.nextTs(),
    },
  ],
});

const messagePart = (
  state: SlackState,
  user: SlackUser,
  message: Message,
  place: NamedPlace | null,
): object => {
  const isEphemeral = message.onlyFor !== null;
  const { channel, ts, threadTs } = message;
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel,
      is_ephemeral: isEphemeral,
      ...(threadTs === null ? {} : { thread_ts: threadTs }),
    },
    channel: place,
    ...(isEphemeral ? {} : { message: messageShape(state, message) }),
    state: { values: {} },
    response_url: responseUrlFor(state, { user: user.id, channel, original: message }),
  };
};

export const submissionPayload = (
  state: SlackState,
  user: SlackUser,
  view: OpenView,
  values: Values,
): object => ({
  ...common(state, user, 'view_submission'),
  trigger_id: triggerFor(state, user.id),
  view: viewShape(state, view, values),
  response_urls: [],
});

export const closedPayload = (state: SlackState, user: SlackUser, view: OpenView): object => ({
  ...common(state, user, 'view_closed'),
  view: viewShape(state, view),
  is_cleared: false,
});

const common = ({ workspace: { team, appId } }: SlackState, user: SlackUser, type: string) => ({
  type,
  team: { id: team.id, domain: team.domain },
  user: { id: user.id, username: user.name, name: user.name, team_id: team.id },
  api_app_id: appId,
  token: VERIFICATION,
  enterprise: null,
  is_enterprise_install: false,
});

export const commandBody = (
  state: SlackState,
  user: SlackUser,
  place: NamedPlace,
  text: string,
): string => {
  const { team, appId } = state.workspace;
  return new URLSearchParams({
    token: VERIFICATION,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: place.id,
    channel_name: place.name,
    user_id: user.id,
    user_name: user.name,
    command: '/lockkeeper',
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: responseUrlFor(state, { user: user.id, channel: place.id, original: null }),
    trigger_id: triggerFor(state, user.id),
  }).toString();
};

/** Newest first. */
export const formerBlocks = (screen: Screen): readonly Block[] =>
  screen.kind === 'view' ? [] : screen.message.former.toReversed().flat();

export const blocksOn = (screen: Screen): readonly Block[] =>
  screen.kind === 'view' ? screen.view.content.blocks : screen.message.blocks;
