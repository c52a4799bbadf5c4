/** How much of a text there is room for, and how it is given. */
import { cut } from '../../core/cut.ts';

export interface Rendering {
  /** How a command that stands in the text is given in Slack. */
  readonly command: (text: string) => string;
  /** So many characters at the most; what follows is left out with a sign. */
  readonly most: number;
}

export interface Room extends Rendering {
  /** As much of a text as there is room for. */
  take(text: string): string;
  taken(): number;
}

export const createRoom = (rendering: Rendering): Room => {
  let left = rendering.most;
  return {
    ...rendering,
    take: (said) => {
      const text = unjoined(said);
      if (left <= 0) return '';
      const taken = text.length <= left ? text : `${cut(text, left - 1)}…`;
      // Once something was cut, nothing follows it.
      left = text.length <= left ? left - text.length : 0;
      return taken;
    },
    taken: () => rendering.most - left,
  };
};

/** What keeps GitHub from making links of names has nothing to keep here. */
export const unjoined = (text: string): string => text.replaceAll('\u2060', '');
