/**
 * A small and safe Markdown: the text is escaped first and tags are only ever made from the escaped
 * text, so nothing that somebody wrote becomes a tag but `<details>`, `<summary>` and `<br>`.
 */
import { escaped, inline } from './markdown-inline.ts';
import { table } from './markdown-table.ts';

export const markdown = (text: string): string => {
  const shown = text.replaceAll('\r\n', '\n').replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '');
  return blocks(escaped(shown).split('\n'));
};

/** Takes the lines it understands off the front and gives their HTML; null leaves them to the next. */
type Block = (lines: string[]) => string | null;

const takeWhile = (lines: string[], fits: (line: string) => boolean): string[] => {
  const end = lines.findIndex((line) => !fits(line));
  return lines.splice(0, end === -1 ? lines.length : end);
};

const fence: Block = (lines) => {
  const [, mark] = /^(`{3,}|~{3,})/.exec(lines[0] ?? '') ?? [];
  if (mark === undefined) return null;
  lines.shift();
  const code = takeWhile(lines, (line) => !line.startsWith(mark));
  lines.shift();
  return `<pre><code>${code.join('\n')}</code></pre>`;
};

const heading: Block = (lines) => {
  const [, marks, text = ''] = /^(#{1,6}) +(.*?)#* *$/.exec(lines[0] ?? '') ?? [];
  if (marks === undefined) return null;
  lines.shift();
  return `<h${marks.length}>${inline(text)}</h${marks.length}>`;
};

const rule: Block = (lines) => {
  if (!/^ *([-*_] *){3,}$/.test(lines[0] ?? '')) return null;
  lines.shift();
  return '<hr>';
};

/** Only these tags, without attributes other than `open`, alone or at the edges of a line. */
const TAG = /^ *&lt;(\/?(?:details|summary)|details open)&gt;/;

const fold: Block = (lines) => {
  const [whole, tag] = TAG.exec(lines[0] ?? '') ?? [];
  if (whole === undefined || tag === undefined) return null;
  const rest = (lines.shift() ?? '').slice(whole.length);
  const [, said, after = ''] = /^(.*?)&lt;\/summary&gt;(.*)$/.exec(rest) ?? [];
  if (tag === 'summary' && said !== undefined) {
    if (after.trim() !== '') lines.unshift(after);
    return `<summary>${inline(said)}</summary>`;
  }
  if (rest.trim() !== '') lines.unshift(rest);
  return `<${tag}>`;
};

const quote: Block = (lines) => {
  const taken = takeWhile(lines, (line) => line.startsWith('&gt;'));
  if (taken.length === 0) return null;
  return `<blockquote>${blocks(taken.map((line) => line.replace(/^&gt; ?/, '')))}</blockquote>`;
};

const ITEM = /^( *)(?:[-*+]|(\d+)[.)]) +/;

const list: Block = (lines) => {
  const [, indent, number] = ITEM.exec(lines[0] ?? '') ?? [];
  if (indent === undefined) return null;
  const within = new RegExp(`^ {${indent.length + 2},}\\S`);
  const items: string[] = [];
  while (lines[0]?.startsWith(indent) && ITEM.exec(lines[0])?.[1] === indent) {
    const first = (lines.shift() ?? '')
      .replace(ITEM, '')
      .replace(/^\[( |x)\] /i, (_, mark) => (mark === ' ' ? '☐ ' : '☑ '));
    const rest = takeWhile(lines, (line) => within.test(line)).map((line) => line.trimStart());
    items.push(`<li>${inline(first)}${rest.length === 0 ? '' : blocks(rest)}</li>`);
  }
  const tag = number === undefined ? 'ul' : 'ol';
  return `<${tag}>${items.join('')}</${tag}>`;
};

const BLOCKS: readonly Block[] = [fence, heading, rule, fold, quote, table, list];
const starts = (line: string): boolean =>
  line.trim() === '' ||
  TAG.test(line) ||
  /^(?:#{1,6} |`{3}|~{3}|&gt;| *[-*+] | *\d+[.)] )/.test(line);

const paragraph = (lines: string[]): string => {
  const rest = lines.splice(1);
  const taken = [...lines.splice(0), ...takeWhile(rest, (line) => !starts(line))];
  lines.push(...rest);
  return `<p>${taken.map((line) => inline(line)).join('<br>')}</p>`;
};

const blocks = (from: readonly string[]): string => {
  const lines = [...from];
  let html = '';
  while (lines.length > 0) {
    if (lines[0]?.trim() === '') lines.shift();
    else html += first(lines) ?? paragraph(lines);
  }
  return html;
};

const first = (lines: string[]): string | null => {
  for (const block of BLOCKS) {
    const made = block(lines);
    if (made !== null) return made;
  }
  return null;
};
