/** What the forms do: each acts as the person who was picked, and then shows the page again. */
import type { Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { ACTIONS_BOT, type Account } from '../github/accounts.ts';
import { setWorkflowRun } from '../github/actions.ts';
import { push } from '../github/branches.ts';
import { press, rerequest, setCheck } from '../github/checks.ts';
import { addComment, addReview, dismissReview } from '../github/conversation.ts';
import type { Deliveries } from '../github/deliver.ts';
import { addDeploymentStatus } from '../github/deployments.ts';
import { openIssue } from '../github/issues.ts';
import {
  bypassProtection,
  endJob,
  protectEnvironment,
  rerunJob,
  startJob,
} from '../github/protection.ts';
import { closePull, mergePull, openPull } from '../github/pulls.ts';
import { invalid, Refusal } from '../github/refusal.ts';
import { needs, pullOf, roleOf, type State } from '../github/state.ts';
import { PEOPLE, standingOf } from './page.ts';

type Fields = Readonly<Record<string, string>>;
/** A text is where to go; after anything else the page is shown again. */
type Work = (who: Account, fields: Fields, c: Context) => unknown;
export type FormOn = (path: string, work: Work) => void;

export const formsOn = (ui: Hono, state: State): FormOn => {
  const form = (path: string, work: Work): void => {
    ui.post(path, async (c) => {
      const fields = textsIn(await c.req.parseBody());
      const back = fields.back?.startsWith('/ui/') ? fields.back : '/ui/';
      try {
        const next = await work(pickedBy(c), fields, c);
        return c.redirect(typeof next === 'string' ? next : back, 303);
      } catch (fault) {
        if (!(fault instanceof Refusal)) throw fault;
        return c.redirect(`${back}?said=${encodeURIComponent(saidTo(c, fault))}`, 303);
      }
    });
  };
  /** GitHub hides what somebody may not see; here they are played, and should know why. */
  const saidTo = (c: Context, fault: Refusal): string => {
    const { login } = pickedBy(c);
    const isHidden = fault.status === 404 && roleOf(state, { login }) === 'none';
    return isHidden ? `${login} has ${standingOf(state, login)}` : fault.message;
  };
  return form;
};

export const addForms = (form: FormOn, state: State, deliveries: Deliveries): void => {
  form('/who', (_who, { login = '' }, c) => {
    if (PEOPLE.some((person) => person.login === login)) {
      setCookie(c, 'who', login, { path: '/ui/', sameSite: 'Strict', httpOnly: true });
    }
  });
  pullForms(form, state);
  issueForms(form, state);
  form('/checks', (_who, { sha = '', name = '', conclusion = '' }) =>
    setCheck(state, { sha, name, conclusion: conclusion === '' ? null : conclusion }),
  );
  form('/checks/:id/press', (who, { identifier = '' }, c) =>
    press(state, who, Number(c.req.param('id')), identifier),
  );
  form('/checks/:id/rerequest', (who, _fields, c) =>
    rerequest(state, who, Number(c.req.param('id'))),
  );
  form('/deployments/:id', (_who, fields, c) => {
    addDeploymentStatus(state, ACTIONS_BOT, Number(c.req.param('id')), { state: fields.state });
  });
  form('/actions/:id', (_who, { conclusion = '' }, c) =>
    setWorkflowRun(state, Number(c.req.param('id')), conclusion === '' ? null : conclusion),
  );
  jobForms(form, state);
  form('/deliveries', (_who, { id = '' }) => deliveries.again(id));
};

const issueForms = (form: FormOn, state: State): void => {
  form('/issues', (who, { title = '', body = '' }) => {
    if (title === '') throw invalid('A title is needed');
    return `/ui/issues/${openIssue(state, who, { title, body }).number}`;
  });
  form('/issues/:number/say', (who, { body = '' }, c) => {
    addComment(state, who, numberIn(c), body);
  });
};

const jobForms = (form: FormOn, state: State): void => {
  const runIn = (c: Context): number => Number(c.req.param('run'));
  form('/jobs', (who, { environment = '', branch = '' }) => {
    if (environment === '') throw invalid('An environment is needed');
    startJob(state, who, { environment, branch });
  });
  form('/jobs/protect', (who, { environment = '' }) => {
    if (environment === '') throw invalid('An environment is needed');
    protectEnvironment(state, who, environment);
  });
  form('/jobs/:run/bypass', (who, _fields, c) => bypassProtection(state, who, runIn(c)));
  form('/jobs/:run/rerun', (who, _fields, c) => rerunJob(state, who, runIn(c)));
  form('/jobs/:run/end', (who, { conclusion = '' }, c) => {
    if (conclusion === 'cancelled') needs(state, who, 'write');
    endJob(state, runIn(c), conclusion);
  });
};

const pullForms = (form: FormOn, state: State): void => {
  form(
    '/pulls',
    (who, { title = '', branch = '', path = '', content = '', body = '', fork, sign }) => {
      if (title === '' || branch === '' || path === '')
        throw invalid('Title, branch and file are needed');
      const { number } = openPull(state, who, {
        title,
        branch,
        body,
        files: { [path]: content },
        fork: fork === 'yes' ? true : undefined,
        signature: sign === 'yes' ? 'valid' : undefined,
      });
      return `/ui/pulls/${number}`;
    },
  );
  form('/pulls/:number/say', (who, fields, c) => {
    const { body = '', as } = fields;
    const number = numberIn(c);
    if (as === 'APPROVE' || as === 'REQUEST_CHANGES') addReview(state, who, number, as, { body });
    else addComment(state, who, number, body);
  });
  form('/pulls/:number/dismiss', (who, { review = '' }, c) =>
    dismissReview(state, who, numberIn(c), Number(review)),
  );
  form('/pulls/:number/merge', (who, { method }, c) => {
    mergePull(
      state,
      who,
      numberIn(c),
      method === 'squash' || method === 'rebase' ? method : 'merge',
    );
  });
  form('/pulls/:number/close', (who, _fields, c) => closePull(state, who, numberIn(c)));
  form('/pulls/:number/push', (who, { path = '', content = '', force, sign }, c) => {
    const { branch, fork } = pullOf(state, numberIn(c));
    push(state, who, {
      branch,
      fork: fork?.owner.login,
      files: { [path]: content },
      force: force === 'yes',
      signature: sign === 'yes' ? 'valid' : undefined,
    });
  });
};

const numberIn = (c: Context): number => Number(c.req.param('number'));

const pickedBy = (c: Context): Account => {
  const login = getCookie(c, 'who') ?? 'ada';
  const who = PEOPLE.find((person) => person.login === login);
  if (who === undefined) throw invalid('Pick who you are first');
  return who;
};

const textsIn = (body: Readonly<Record<string, unknown>>): Fields =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value.replaceAll('\r\n', '\n')]] : [],
    ),
  );
