/** `views.*`, with the hash that keeps two changes at once from overwriting each other. */
import { viewShape } from '../shapes.ts';
import { type OpenView, type SlackState, userOf } from '../state.ts';
import { changeView, homeFrom, modalFrom, openModal, publishHome, useTrigger } from '../views.ts';
import {
  type Args,
  badArguments,
  type Method,
  neededIn,
  SlackError,
  structureIn,
  textIn,
} from './method.ts';

const method = (answer: Method['answer']): Method => ({ token: 'bot', scope: null, answer });

export const viewMethods: Readonly<Record<string, Method>> = {
  'views.open': method((state, args) => {
    const trigger = neededIn(args, 'trigger_id');
    const content = modalFrom(state, viewIn(args));
    const view = openModal(state, useTrigger(state, trigger), content);
    return { view: viewShape(state, view) };
  }),
  'views.update': method((state, args) => {
    const content = modalFrom(state, viewIn(args));
    const view = openView(state, args);
    checkHash(view, args);
    changeView(state, view, content);
    return { view: viewShape(state, view) };
  }),
  'views.publish': method((state, args) => {
    const content = homeFrom(state, viewIn(args));
    const user = userOf(state, neededIn(args, 'user_id'));
    if (user === null || user.isBot || user.deleted) throw new SlackError('user_not_found');
    checkHash(state.homes.get(user.id), args);
    return { view: viewShape(state, publishHome(state, user.id, content)) };
  }),
};

const viewIn = (args: Args): unknown => {
  const view = structureIn(args, 'view', 'invalid_arguments');
  if (view === undefined) throw badArguments(['[ERROR] missing required field: view']);
  return view;
};

const openView = (state: SlackState, args: Args): OpenView => {
  const id = textIn(args, 'view_id');
  const external = textIn(args, 'external_id');
  if ((id === undefined) === (external === undefined)) {
    throw badArguments(['[ERROR] must provide one of `view_id` and `external_id`']);
  }
  const found = [...state.modals.values()].find((view) =>
    id === undefined ? view.content.external_id === external : view.id === id,
  );
  if (found === undefined) throw new SlackError('not_found');
  return found;
};

const checkHash = (view: OpenView | undefined, args: Args): void => {
  const hash = textIn(args, 'hash');
  if (hash !== undefined && view !== undefined && hash !== view.hash) {
    throw new SlackError('hash_conflict');
  }
};
