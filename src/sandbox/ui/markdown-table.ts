/** Tables of Markdown, whose cells may hold an escaped bar. */
import { inline } from './markdown-inline.ts';

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\||(?<!\\)\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.trim().replaceAll('\\|', '|')));

/** Takes a table off the front of the lines; null where none begins. */
export const table = (lines: string[]): string | null => {
  if (!/^ *\|?( *:?-+:? *\|)+ *(:?-+:?)? *$/.test(lines[1] ?? '') || !lines[0]?.includes('|')) {
    return null;
  }
  const end = lines.findIndex((line) => !line.includes('|'));
  const [head = '', , ...rows] = lines.splice(0, end === -1 ? lines.length : end);
  const row = (tag: string, line: string): string =>
    `<tr>${cellsOf(line)
      .map((cell) => `<${tag}>${cell}</${tag}>`)
      .join('')}</tr>`;
  const body = rows.map((line) => row('td', line)).join('');
  return `<div class="table"><table><thead>${row('th', head)}</thead><tbody>${body}</tbody></table></div>`;
};
