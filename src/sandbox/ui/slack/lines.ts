/** Lines of Slack's markup as HTML: bold, links, mentions, lists, quotes and code. */
import { html } from 'hono/html';
import type { Line, Piece } from '../../slack/mrkdwn.ts';
import type { Html } from '../page.ts';

/** Lines of one kind stand together: those of code in one frame, those of a quote behind one bar. */
export const linesHtml = (lines: readonly Line[]): readonly Html[] => {
  const groups: Line[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.[0]?.kind === line.kind) last.push(line);
    else groups.push([line]);
  }
  return groups.map(groupHtml);
};

const groupHtml = (lines: readonly Line[]): Html => {
  switch (lines[0]?.kind) {
    case 'code':
      return html`<pre>${lines.map((line, index) => html`${index > 0 ? '\n' : ''}${piecesHtml(line)}`)}</pre>`;
    case 'quote':
      return html`<blockquote>${broken(lines)}</blockquote>`;
    case 'item':
      return html`<div class="items">${lines.map(itemHtml)}</div>`;
    default:
      return html`<div>${broken(lines)}</div>`;
  }
};

const broken = (lines: readonly Line[]): readonly Html[] =>
  lines.map((line, index) => html`${index > 0 ? html`<br />` : ''}${piecesHtml(line)}`);

const itemHtml = (line: Line): Html => {
  const depth = Math.min(line.indent ?? 0, 8);
  return html`<div class="item deep-${depth}"><span>${line.mark ?? ''}</span><div>${piecesHtml(line)}</div></div>`;
};

const piecesHtml = ({ pieces }: Line): readonly Html[] => pieces.map(pieceHtml);

const pieceHtml = ({ text, look, href, isMention }: Piece): Html => {
  let made: Html = html`${text}`;
  if (isMention === true) made = html`<span class="mention">${made}</span>`;
  if (look.code === true) made = html`<code>${made}</code>`;
  if (look.bold === true) made = html`<strong>${made}</strong>`;
  if (look.italic === true) made = html`<em>${made}</em>`;
  if (look.strike === true) made = html`<s>${made}</s>`;
  if (look.underline === true) made = html`<u>${made}</u>`;
  return href === undefined ? made : html`<a href="${href}" rel="noreferrer">${made}</a>`;
};
