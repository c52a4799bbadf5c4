/** Keeps a secret out of logs and messages: however it is printed, it prints as `***`. */
import { inspect } from 'node:util';

export interface Secret {
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

export const secret = (value: string): Secret => {
  const hidden = (): string => '***';
  return {
    reveal: () => value,
    toString: hidden,
    toJSON: hidden,
    [inspect.custom]: hidden,
  } as Secret;
};
