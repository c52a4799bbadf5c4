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
  const heads = cellsOf(head);
  const top = heads.map((cell) => `<th>${cell}</th>`).join('');
  const body = rows.map(
    (line) =>
      `<tr>${cellsOf(line)
        .map((cell, at) => under(heads[at], cell))
        .join('')}</tr>`,
  );
  return `<div class="table"><table><thead><tr>${top}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
};

/** Where a table is too wide for the page, each cell stands on a line of its own behind its head. */
const under = (head: string | undefined, cell: string): string =>
  `<td data-of="${(head ?? '').replaceAll(/<[^>]*>/g, '')}">${cell}</td>`;
