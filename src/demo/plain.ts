/** Markdown as a terminal shows it: what is only markup is left out, and tables stand in columns. */

export const plain = (markdown: string): string => {
  const text = markdown
    .replace(/<!--.*?-->/gs, '')
    .replace(/<\/?(details|summary)>/g, '')
    .replace(/\[([^\]]*)\]\(https?:[^)]*\)/g, '$1')
    .replace(/\u2060/g, '')
    .trim();
  return text.replace(TABLE, columns);
};

/** A head, the line of dashes below it, and rows. */
const TABLE = /^\|.*\|\n\|[-:| ]+\|(?:\n\|.*\|)*/gm;

const columns = (table: string): string => {
  const [head = '', , ...below] = table.split('\n');
  const rows = [head, ...below].map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell + ' '.repeat(Math.max(0, (widths?.[at] ?? 0) - widthOf(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** In columns of a terminal, where a picture takes two. */
const widthOf = (text: string): number =>
  [...text].length + (text.match(/\p{Emoji_Presentation}/gu)?.length ?? 0);
