/** The pages of the workspace: channels, direct messages with the app, its home tab, and an open modal. */
import { html } from 'hono/html';
import type { Block } from '../../slack/blocks/blocks.ts';
import { linesOf } from '../../slack/mrkdwn.ts';
import { namesOf, textOf } from '../../slack/reading.ts';
import { directOf, type Message, type OpenView, type SlackState } from '../../slack/state.ts';
import type { SlackUser } from '../../slack/workspace.ts';
import { type Html, hidden, page, type View, when } from '../page.ts';
import { blocksHtml, rendering } from './blocks.ts';
import { linesHtml } from './lines.ts';

/** The workspace as one person has it open. */
export interface Desk {
  readonly view: View;
  readonly slack: SlackState;
  readonly user: SlackUser;
}

export const channelPage = (desk: Desk, name: string, id: string): Html =>
  frame(
    desk,
    `#${name}`,
    html`<h1><span class="num">#</span> ${name}</h1>
      ${messagesOf(desk, id)} ${sayForm(desk, name, `Message #${name}, or /lockkeeper …`)}`,
  );

export const directsPage = (desk: Desk): Html => {
  const { name } = desk.slack.workspace.bot;
  return frame(
    desk,
    name,
    html`<h1>${name} <span class="badge">app</span></h1>
      ${messagesOf(desk, directOf(desk.user))} ${sayForm(desk, name, `Message ${name}, or /lockkeeper …`)}`,
  );
};

export const homePage = (desk: Desk): Html => {
  const { slack, user, view } = desk;
  const home = slack.homes.get(user.id);
  const where = { back: view.path, view: home?.id ?? '' };
  const nameOf = namesOf(slack);
  return frame(
    desk,
    'Home',
    html`<h1>${slack.workspace.bot.name} <span class="num">Home</span></h1>
      <div data-testid="home">${
        home === undefined
          ? html`<p class="soft">The app has shown nothing here yet.</p>`
          : blocksHtml(home.content.blocks, rendering(nameOf, where))
      }</div>`,
  );
};

const frame = (desk: Desk, title: string, content: Html): Html => {
  const { slack, user, view } = desk;
  const modal = slack.modals.get(user.id);
  return page(
    view,
    `${title} · Slack`,
    html`<div class="slack">
      ${placesOf(desk)}
      <div>${modal === undefined ? '' : modalOf(desk, modal)} ${content}</div>
    </div>`,
  );
};

const placesOf = ({ slack, user, view }: Desk): Html => {
  const link = (to: string, label: string): Html =>
    html`<a href="${to}" ${to === view.path ? html`aria-current="page"` : ''}>${label}</a>`;
  const { channels, team, bot } = slack.workspace;
  return html`<nav class="places" data-testid="places">
    <strong>${team.name}</strong>
    <span class="soft">Channels</span>
    ${channels
      .filter(({ isPrivate, members }) => !isPrivate || members.has(user.id))
      .map(({ name, isPrivate }) =>
        link(`/ui/slack/channels/${name}`, `${isPrivate ? '🔒' : '#'} ${name}`),
      )}
    <span class="soft">${bot.name}</span>
    ${link('/ui/slack/directs', 'Messages')}
    <form method="post" action="/ui/slack/home">
      <button ${view.path === '/ui/slack/home' ? html`aria-current="page"` : ''} data-testid="open-home">Home</button>
    </form>
  </nav>`;
};

const messagesOf = (desk: Desk, channel: string): Html => {
  const seen = desk.slack.messages.filter(
    (each) => each.channel === channel && [null, desk.user.id].includes(each.onlyFor),
  );
  const onTop = seen.filter((each) => each.threadTs === null || each.broadcast);
  if (onTop.length === 0) return html`<p class="soft">Nothing was said here yet.</p>`;
  return html`<div class="card" data-testid="messages">${onTop.map((each) =>
    messageOf(
      desk,
      each,
      seen.filter(({ threadTs }) => threadTs === each.ts),
    ),
  )}</div>`;
};

const messageOf = (desk: Desk, message: Message, replies: readonly Message[]): Html => {
  const { slack, view } = desk;
  const { ts, channel, user, onlyFor, editedTs } = message;
  const nameOf = namesOf(slack);
  const where = { back: view.path, channel, ts };
  const isApp = user === slack.workspace.bot.id;
  return html`<article class="message" id="m-${ts}" data-testid="message-${ts}">
    ${onlyFor === null ? '' : html`<div class="onlyyou">👁 Only visible to you</div>`}
    <div class="by">
      <strong>${nameOf(user)}</strong> ${isApp ? html`<span class="badge">app</span>` : ''}
      <span class="soft">${when(Number(ts) * 1000)} ${editedTs === null ? '' : '(edited)'}</span>
    </div>
    ${
      message.blocks.length === 0
        ? linesHtml(linesOf(textOf(message), nameOf))
        : blocksHtml(message.blocks, rendering(nameOf, where))
    }
    ${
      replies.length === 0
        ? ''
        : html`<details data-testid="thread-${ts}">
          <summary>${replies.length === 1 ? '1 reply' : `${replies.length} replies`}</summary>
          ${replies.map((each) => messageOf(desk, each, []))}
        </details>`
    }
  </article>`;
};

const sayForm = ({ view, user }: Desk, name: string, hint: string): Html =>
  html`<form class="stack" method="post" action="/ui/slack/say" data-testid="say">
    ${hidden({ back: view.path, channel: name })}
    <label>As ${user.name} <input name="text" placeholder="${hint}" autocomplete="off" data-testid="say-text" /></label>
    <div class="buttons"><button class="main" data-testid="say-send">Send</button></div>
  </form>`;

const modalOf = ({ slack, view }: Desk, modal: OpenView): Html => {
  const { id, content, errors, filled } = modal;
  if (content.type !== 'modal') return html``;
  const nameOf = namesOf(slack);
  const where = { back: view.path, view: id };
  const isInput = ({ type }: Block): boolean => type === 'input';
  const shown = { nameOf, where, errors, filled };
  const close = content.close?.text ?? 'Close';
  return html`<section class="modal" role="dialog" aria-label="${content.title.text}" data-testid="modal">
    <h2>${content.title.text}</h2>
    ${blocksHtml(
      content.blocks.filter((block) => !isInput(block)),
      shown,
    )}
    <form method="post" action="/ui/slack/submit" id="modal-form">
      ${hidden({ back: view.path, view: id })} ${blocksHtml(content.blocks.filter(isInput), shown)}
    </form>
    <div class="foot">
      <form method="post" action="/ui/slack/close">
        ${hidden({ back: view.path, view: id })} <button data-testid="modal-close">${close}</button>
      </form>
      ${
        content.submit === undefined
          ? ''
          : html`<button form="modal-form" class="main" data-testid="modal-submit">${content.submit.text}</button>`
      }
    </div>
  </section>`;
};
