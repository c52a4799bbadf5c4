/** What people do in the workspace. What the app is to answer is waited for, as Slack's own screens do. */
import { invalid, notFound, Refusal } from '../github/refusal.ts';
import type { Block } from './blocks/blocks.ts';
import { actionsIn, inputsIn } from './blocks/identify.ts';
import type { SlackDeliveries, SlackDelivery } from './deliver.ts';
import { homeOpened, userChanged, userLeft } from './events.ts';
import { type Filled, filledIn } from './input-values.ts';
import {
  actionPayload,
  blocksOn,
  closedPayload,
  commandBody,
  formerBlocks,
  type NamedPlace,
  type Screen,
  submissionPayload,
} from './payloads.ts';
import { post } from './posting.ts';
import type { Values } from './shapes.ts';
import { channelNamed, directOf, type OpenView, type SlackState, userNamed } from './state.ts';
import { applyAnswer, applySubmission } from './submission.ts';
import type { SlackUser } from './workspace.ts';

/** A message, or a modal or home tab that is open. */
export type Place = { readonly channel: string; readonly ts: string } | { readonly id: string };

export interface SlackPerson {
  /** Presses a button, or chooses in a menu that is there now. */
  press(on: Place, actionId: string, choice?: Filled): Promise<SlackDelivery>;
  /** The same where it stood before the message was changed: their screen still shows that. */
  pressOld(on: Place, actionId: string, choice?: Filled): Promise<SlackDelivery>;
  /** Fills in their open modal, by block or action, and submits it. */
  submit(
    view: { readonly id: string },
    values?: Readonly<Record<string, Filled>>,
  ): Promise<SlackDelivery>;
  /** Null where the app did not ask to be told. */
  closeView(view: { readonly id: string }): Promise<SlackDelivery | null>;
  /** `/lockkeeper` in a channel; in `lockkeeper` for the direct messages with the app. */
  command(channel: string, text: string): Promise<SlackDelivery>;
  /** Of the app; Slack tells of both of its tabs by one event. */
  openHome(tab?: 'home' | 'messages'): void;
  /** A message of theirs. */
  say(channel: string, text: string): void;
  /** Sets another time zone, which is told as any change of a profile is. */
  moveTo(tz: string): void;
  /** Their account in the workspace is closed. */
  leave(): void;
}

export const slackPersonAs = (
  state: SlackState,
  deliveries: SlackDeliveries,
  login: string,
): SlackPerson => {
  const user = userNamed(state, login);
  const press = pressing(state, deliveries, user);
  return {
    press: press(blocksOn),
    pressOld: press(formerBlocks),
    ...modalActs(state, deliveries, user),
    command: async (name, text) => {
      checkIsHere(user);
      const place = placeNamed(state, user, name);
      const body = commandBody(state, user, place, text);
      const sent = await deliveries.interact('command', '/lockkeeper', body);
      const problem = isGood(sent)
        ? applyAnswer(state, { user: user.id, channel: place.id }, sent.answer)
        : reasonOf(sent);
      if (problem !== null) trouble(state, user, `/lockkeeper failed with the error "${problem}"`);
      return sent;
    },
    openHome: (tab = 'home') => {
      checkIsHere(user);
      homeOpened(state, deliveries, user, tab);
    },
    say: (name, text) => {
      checkIsHere(user);
      post(state, { text, blocks: [], channel: placeNamed(state, user, name).id, user: user.id });
    },
    moveTo: (tz) => {
      user.tz = tz;
      userChanged(state, deliveries, user);
    },
    leave: () => userLeft(state, deliveries, user),
  };
};

const checkIsHere = ({ name, deleted }: SlackUser): void => {
  if (deleted) throw new Refusal(403, `${name} is no longer in the workspace`);
};

const pressing =
  (state: SlackState, deliveries: SlackDeliveries, user: SlackUser) =>
  (blocksOf: (screen: Screen) => readonly Block[]): SlackPerson['press'] =>
  async (on, actionId, choice) => {
    checkIsHere(user);
    const screen = screenOf(state, user, on);
    const found = actionsIn(blocksOf(screen)).find(({ element }) => element.action_id === actionId);
    if (found === undefined) throw invalid(`There is no ${actionId} here`);
    const place = screen.kind === 'view' ? null : placeOf(state, user, screen.message.channel);
    const payload = actionPayload(state, user, screen, place, { found, choice });
    const sent = await interact(deliveries, 'block_actions', payload);
    if (!isGood(sent)) {
      trouble(
        state,
        user,
        `Oh no, something went wrong. Please try that again. (${reasonOf(sent)})`,
      );
    }
    return sent;
  };

const modalActs = (
  state: SlackState,
  deliveries: SlackDeliveries,
  user: SlackUser,
): Pick<SlackPerson, 'submit' | 'closeView'> => ({
  submit: async (given, filled = {}) => {
    const view = openOf(state, user, given);
    view.filled = byBlock(view, filled);
    view.errors = {};
    const payload = submissionPayload(state, user, view, valuesOf(view));
    const sent = await interact(deliveries, 'view_submission', payload);
    const problem = isGood(sent) ? applySubmission(state, view, sent.answer) : reasonOf(sent);
    if (problem !== null) {
      trouble(state, user, `We had some trouble connecting. Try again? (${problem})`);
    }
    return sent;
  },
  closeView: async (given) => {
    const view = openOf(state, user, given);
    state.modals.delete(user.id);
    state.changes += 1;
    if (view.content.type !== 'modal' || view.content.notify_on_close !== true) return null;
    return await interact(deliveries, 'view_closed', closedPayload(state, user, view));
  },
});

const interact = (deliveries: SlackDeliveries, name: string, payload: object) =>
  deliveries.interact(
    'interaction',
    name,
    new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  );

/** Of what people do Slack takes nothing but 200 for an answer. */
const isGood = ({ status }: SlackDelivery): boolean => status === 200;

const reasonOf = ({ status }: SlackDelivery): string =>
  status === 504 ? 'operation_timeout' : 'dispatch_failed';

const trouble = (state: SlackState, user: SlackUser, text: string): void => {
  state.troubles.push({ user: user.id, text });
  state.changes += 1;
};

/** What this person can have on the screen. */
const screenOf = (state: SlackState, user: SlackUser, on: Place): Screen => {
  if ('id' in on) {
    const view = [state.modals.get(user.id), state.homes.get(user.id)].find(
      (each) => each?.id === on.id,
    );
    if (view === undefined) throw notFound();
    return { kind: 'view', view };
  }
  const message = state.messages.find(
    (each) =>
      each.channel === on.channel && each.ts === on.ts && [null, user.id].includes(each.onlyFor),
  );
  if (message === undefined) throw notFound();
  placeOf(state, user, message.channel);
  return { kind: 'message', message };
};

const placeNamed = (state: SlackState, user: SlackUser, name: string): NamedPlace =>
  placeOf(
    state,
    user,
    name === state.workspace.bot.name ? directOf(user) : channelNamed(state, name).id,
  );

/** A place that this person can be in. */
const placeOf = (state: SlackState, user: SlackUser, id: string): NamedPlace => {
  if (id === directOf(user)) return { id, name: 'directmessage' };
  const channel = state.workspace.channels.find((each) => each.id === id);
  if (channel === undefined || (channel.isPrivate && !channel.members.has(user.id))) {
    throw notFound();
  }
  return { id, name: channel.isPrivate ? 'privategroup' : channel.name };
};

const openOf = (state: SlackState, user: SlackUser, { id }: { readonly id: string }): OpenView => {
  const view = state.modals.get(user.id);
  if (view === undefined || view.id !== id) throw new Refusal(409, 'This window is no longer open');
  return view;
};

type FilledIn = Readonly<Record<string, Filled>>;

const byBlock = (view: OpenView, filled: FilledIn): FilledIn =>
  Object.fromEntries(
    inputsIn(view.content.blocks).flatMap(({ block_id = '', element }) => {
      const value = filled[block_id] ?? filled[element.action_id ?? ''];
      return value === undefined ? [] : [[block_id, value]];
    }),
  );

/** As filled in; what nobody touched is as the app left it. */
const valuesOf = ({ content, filled }: OpenView): Values =>
  Object.fromEntries(
    inputsIn(content.blocks).map((input) => {
      const { block_id = '', element } = input;
      return [block_id, { [element.action_id ?? '']: filledIn(input, filled[block_id]) }];
    }),
  );
