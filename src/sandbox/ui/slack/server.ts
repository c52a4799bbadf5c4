/** The addresses of the workspace's pages, and what their forms do: each as the person who was picked. */
import type { Context, Hono } from 'hono';
import { notFound, Refusal } from '../../github/refusal.ts';
import type { SlackPerson } from '../../slack/person.ts';
import type { ServedSlack } from '../../slack/slack.ts';
import { channelNamed, userNamed } from '../../slack/state.ts';
import type { FormOn } from '../forms.ts';
import type { Html, View } from '../page.ts';
import { channelPage, type Desk, directsPage, homePage } from './pages.ts';

type Show = (path: string, content: (view: View, c: Context) => Html) => void;

const FIRST = '/ui/slack/channels/releases';

export const addSlackPages = (ui: Hono, show: Show, form: FormOn, served: ServedSlack): void => {
  const { state } = served;
  const desk = (view: View): Desk => ({
    view,
    slack: state,
    user: userNamed(state, view.who.login),
  });
  ui.get('/slack', (c) => c.redirect(FIRST));
  show('/slack/channels/:name', (view, c) => {
    const { user } = desk(view);
    const { id, name, isPrivate, members } = channelNamed(state, c.req.param('name') ?? '');
    if (isPrivate && !members.has(user.id)) throw notFound();
    return channelPage(desk(view), name, id);
  });
  show('/slack/directs', (view) => directsPage(desk(view)));
  show('/slack/home', (view) => homePage(desk(view)));
  addSlackForms(form, served);
};

const addSlackForms = (form: FormOn, { slack }: ServedSlack): void => {
  /** Whatever Slack itself says of it that did not work is said on the page. */
  const act = (
    path: string,
    work: (who: SlackPerson, fields: Fields, c: Context) => unknown,
  ): void =>
    form(path, async ({ login }, fields, c) => {
      const before = slack.read.trouble(login).length;
      const next = await work(slack.as(login), fields, c);
      const trouble = slack.read.trouble(login)[before];
      if (trouble !== undefined) throw new Refusal(409, trouble);
      return next;
    });
  act('/slack/say', (who, { channel = '', text = '' }) => {
    const command = /^\/(\S*)\s*(.*)$/s.exec(text.trim());
    if (command === null) return who.say(channel, text);
    if (command[1] === 'lockkeeper') return who.command(channel, command[2] ?? '');
    throw new Refusal(422, `/${command[1]} is not a valid command.`);
  });
  act('/slack/press', async (who, { action = '', channel = '', ts = '', view = '' }, c) => {
    const on = view === '' ? { channel, ts } : { id: view };
    await who.press(on, action, (await severalIn(c)).choice);
  });
  act('/slack/submit', async (who, { view = '' }, c) => {
    const filled = Object.entries(await severalIn(c)).flatMap(([name, values]) =>
      name.startsWith('in.') ? [[name.slice('in.'.length), oneOrMore(values)] as const] : [],
    );
    await who.submit({ id: view }, Object.fromEntries(filled));
  });
  act('/slack/close', (who, { view = '' }) => who.closeView({ id: view }));
  act('/slack/home', (who) => {
    who.openHome();
    return '/ui/slack/home';
  });
};

type Fields = Readonly<Record<string, string>>;

/** All values of each field. */
const severalIn = async (c: Context): Promise<Readonly<Record<string, readonly string[]>>> => {
  const body = await c.req.parseBody({ all: true });
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      [value]
        .flat()
        .flatMap((each) => (typeof each === 'string' ? [each.replaceAll('\r\n', '\n')] : [])),
    ]),
  );
};

const oneOrMore = (values: readonly string[]): string | readonly string[] => {
  const given = values.filter((value) => value !== '');
  return given.length > 1 ? given : (given[0] ?? '');
};
