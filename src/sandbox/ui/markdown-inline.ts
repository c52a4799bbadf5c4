/** What stands within a line of Markdown: code, links, emphasis, escaped characters and entities. */

export const escaped = (text: string): string =>
  text
    .replaceAll('\0', '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** Code and escaped characters are set aside before the rest is looked at, and put back last. */
const ASIDE = /\\(&(?:lt|gt|amp|quot|#39);|[!-/:-@[-`{-~])|(`+)(.+?)\2(?!`)/g;

const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|\/(?!\/)|#)[^\s()]*)\)/g;
const BARE_LINK = /(?<![\w"=/])https?:\/\/[^\s<>()]*[^\s<>().,;:!?]/g;

/** Takes escaped text and gives HTML. */
export const inline = (text: string): string => {
  const aside: string[] = [];
  const keep = (html: string): string => {
    aside.push(html);
    return `\0${aside.length - 1}\0`;
  };
  const plain = text.replaceAll(ASIDE, (_, char?: string, _ticks?: string, code = '') =>
    keep(char ?? `<code>${String(code).trim()}</code>`),
  );
  const made = plain
    .replaceAll(
      LINK,
      (_, label: string, url: string) =>
        `${keep(`<a href="${url}" rel="noreferrer">`)}${label}</a>`,
    )
    .replaceAll(BARE_LINK, (url) => keep(`<a href="${url}" rel="noreferrer">${url}</a>`))
    .replaceAll(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replaceAll(/(?<![\w*])([*_])(?=\S)([^*_]+?)(?<=\S)\1(?![\w*])/g, '<em>$2</em>')
    .replaceAll('&lt;br&gt;', '<br>')
    .replaceAll(/&amp;(#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,31});/gi, '&$1;');
  return made.replaceAll(/\0(\d+)\0/g, (_, index: string) => aside[Number(index)] ?? '');
};
