/** Modals and home tabs: opened with a trigger that is good for three seconds and once, changed, published. */
import { badArguments, SlackError } from './api/method.ts';
import { type Checked, checkHome, checkModal, type ViewContent } from './blocks/check.ts';
import { identified } from './blocks/identify.ts';
import type { OpenView, SlackState } from './state.ts';

const TRIGGER_MS = 3000;
const MAX_VIEW = 250_000;

export const triggerFor = (state: SlackState, user: string): string => {
  const id = `${state.nextId('')}.${state.workspace.team.id}.${state.nextId('t')}`;
  state.triggers.set(id, { user, until: state.clock.now() + TRIGGER_MS, used: false });
  return id;
};

/** Who made it happen. */
export const useTrigger = (state: SlackState, id: string): string => {
  const trigger = state.triggers.get(id);
  if (trigger === undefined) throw new SlackError('invalid_trigger_id');
  if (trigger.used) throw new SlackError('exchanged_trigger_id');
  if (state.clock.now() >= trigger.until) throw new SlackError('expired_trigger_id');
  trigger.used = true;
  return trigger.user;
};

export const openModal = (state: SlackState, user: string, content: ViewContent): OpenView => {
  const view = newView(state, user, content);
  state.modals.set(user, view);
  state.changes += 1;
  return view;
};

export const changeView = (state: SlackState, view: OpenView, content: ViewContent): void => {
  view.content = content;
  view.hash = hashFor(state);
  view.errors = {};
  view.filled = {};
  state.changes += 1;
};

export const publishHome = (state: SlackState, user: string, content: ViewContent): OpenView => {
  const before = state.homes.get(user);
  if (before !== undefined) {
    changeView(state, before, content);
    return before;
  }
  const view = newView(state, user, content);
  state.homes.set(user, view);
  state.changes += 1;
  return view;
};

const newView = (state: SlackState, user: string, content: ViewContent): OpenView => ({
  id: state.nextId('V'),
  user,
  content,
  hash: hashFor(state),
  errors: {},
  filled: {},
});

const hashFor = (state: SlackState): string => `${state.nextTs()}.hash`;

export const modalFrom = (state: SlackState, given: unknown): ViewContent =>
  contentFrom(state, checkModal(given));

export const homeFrom = (state: SlackState, given: unknown): ViewContent =>
  contentFrom(state, checkHome(given));

const contentFrom = <T extends ViewContent>(state: SlackState, checked: Checked<T>): T => {
  if (checked.kind === 'bad') throw badArguments(checked.messages);
  const { value } = checked;
  if (JSON.stringify(value).length > MAX_VIEW) throw new SlackError('view_too_large');
  return { ...value, blocks: [...identified(value.blocks, () => state.nextId('b'))] };
};
