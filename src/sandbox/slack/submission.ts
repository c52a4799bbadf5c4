/** What the app's answers to a submission or a command make of the screen: errors, another view, a message. */
import { answerWith } from './answering.ts';
import { SlackError } from './api/method.ts';
import { inputsIn } from './blocks/identify.ts';
import { isRecord } from './content.ts';
import type { OpenView, SlackState } from './state.ts';
import { changeView, modalFrom } from './views.ts';

/** Null where it went well, else what was wrong with the answer. */
export const applySubmission = (
  state: SlackState,
  view: OpenView,
  answer: string,
): string | null => {
  state.changes += 1;
  const isStillOpen = state.modals.get(view.user) === view;
  if (answer.trim() === '') {
    if (isStillOpen) state.modals.delete(view.user);
    return null;
  }
  const told = jsonIn(answer);
  if (!isRecord(told)) return 'invalid_response';
  switch (told.response_action) {
    case 'clear':
      state.modals.delete(view.user);
      return null;
    case 'errors': {
      const errors = errorsIn(view, told.errors);
      if (errors === null) return 'invalid_errors';
      view.errors = errors;
      return null;
    }
    case 'update':
      return orProblem(() => changeView(state, view, modalFrom(state, told.view)));
    default:
      return 'invalid_response_action';
  }
};

/** Slack takes errors of inputs alone. */
const errorsIn = (view: OpenView, errors: unknown): Readonly<Record<string, string>> | null => {
  if (!isRecord(errors) || Object.keys(errors).length === 0) return null;
  const inputs = inputsIn(view.content.blocks).map(({ block_id }) => block_id);
  const texts = Object.entries(errors).flatMap(([block, text]) =>
    inputs.includes(block) && typeof text === 'string' ? [[block, text] as const] : [],
  );
  return texts.length === Object.keys(errors).length ? Object.fromEntries(texts) : null;
};

/** A command may be answered at once: with words, or with a message. */
export const applyAnswer = (
  state: SlackState,
  place: { readonly user: string; readonly channel: string },
  answer: string,
): string | null => {
  if (answer.trim() === '') return null;
  const told = jsonIn(answer);
  const message = isRecord(told) ? told : { text: answer };
  return orProblem(() => answerWith(state, { ...place, original: null }, message));
};

const orProblem = (work: () => void): string | null => {
  try {
    work();
    return null;
  } catch (fault) {
    if (fault instanceof SlackError) return fault.code;
    throw fault;
  }
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
