/** What is wrong with a file as YAML, in plain words: the library's own speak of tokens and documents. */
import type { YAMLError } from 'yaml';
import {
  type At,
  inFileOrder,
  type PolicyProblem,
  type ProblemCode,
  problemAt,
} from './problem.ts';
import { span, spanOf } from './said.ts';

type Words = Pick<PolicyProblem, 'message'> & Partial<Pick<PolicyProblem, 'found'>>;

/** These are reported where they occur; any other error makes the parser stumble over what follows. */
const STANDS_ALONE: readonly string[] = [
  'TAB_AS_INDENT',
  'DUPLICATE_KEY',
  'MULTIPLE_DOCS',
  'BAD_SCALAR_START',
  'BAD_ALIAS',
  'BAD_DQ_ESCAPE',
];
const MAX_NAMED = 20;
/** The library's own words, with what stands in the file among them. */
const MAX_ERROR = 120;

export const yamlProblems = (
  errors: readonly YAMLError[],
  text: string,
  at: At,
): readonly PolicyProblem[] => {
  const ordered = errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  const alone = ordered.filter((error) => STANDS_ALONE.includes(error.code));
  const [first] = ordered.filter(({ code }) => !STANDS_ALONE.includes(code));
  const syntax = alone.find((error) => isFatal({ code: codeOf(error) }));
  const isFirst = first !== undefined && (syntax === undefined || first.pos[0] < syntax.pos[0]);
  const told = [...alone.slice(0, MAX_NAMED), ...(isFirst ? [first] : [])];
  return inFileOrder(
    told.map((error) =>
      problemAt(at(...endOf(error, text)), [], { code: codeOf(error), ...wordsFor(error, text) }),
    ),
  );
};

/** Whether the rest of the file cannot be trusted to mean what it seems to. */
export const isFatal = ({ code }: Pick<PolicyProblem, 'code'>): boolean => code === 'yaml';

const codeOf = ({ code }: YAMLError): ProblemCode => {
  if (code === 'DUPLICATE_KEY') return 'duplicate_key';
  return code === 'MULTIPLE_DOCS' ? 'second_document' : 'yaml';
};

/** To the end of the line or the word: an underlined rest of the file helps nobody. */
const endOf = ({ code, pos: [start, end] }: YAMLError, text: string): [number, number] => {
  const from = text.slice(start);
  if (code === 'DUPLICATE_KEY') return [start, start + keyAt(from).length];
  return [start, Math.min(end, start + (/^.*/.exec(from)?.[0].length ?? 0))];
};

const keyAt = (from: string): string => /^(?:"[^"]*"|'[^']*'|[^:\s,}]+)/.exec(from)?.[0] ?? '';

const INDENTATION = 'This line does not begin in the column of the lines it belongs to.';

const wordsFor = (error: YAMLError, text: string): Words => {
  const [start] = error.pos;
  const from = text.slice(start);
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1).split(/\r?\n/, 1)[0] ?? '';
  if (/^(?:<{7}|={7}|>{7})(?: |$)/.test(line))
    return { message: `This line is left of a merge conflict: ${span(line)}.`, found: line };
  if (/^(?:`{3}|~{3})/.test(line))
    return { message: 'This line is a fence of Markdown; the file holds the YAML alone.' };
  const bracket = /end with a ([}\]])/.exec(error.message)?.[1];
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'This line is indented by a tab; YAML takes spaces only.' };
    case 'DUPLICATE_KEY': {
      const found = keyAt(from);
      return { message: `${span(found)} stands twice here: keep one of them.`, found };
    }
    case 'MULTIPLE_DOCS':
      return { message: 'A second document begins here (`---`); a policy is one.' };
    case 'BAD_SCALAR_START':
    case 'BAD_ALIAS': {
      const word = /^[^\s,\]}]+/.exec(from)?.[0] ?? '';
      return { message: `A text that begins like ${span(word)} needs quotes.`, found: word };
    }
    case 'BAD_DQ_ESCAPE':
      return {
        message: `${span(from.slice(0, 2))} means nothing in double quotes; use single quotes.`,
      };
    case 'MULTILINE_IMPLICIT_KEY':
      return { message: `${span(line.trim())} is no \`key: value\`; is a space missing?` };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { message: 'More than one `key: value` begins here; check indentation or quotes.' };
    case 'BLOCK_IN_FLOW':
      return { message: 'A comma is missing here.' };
    case 'BAD_INDENT':
      return {
        message:
          bracket === undefined
            ? INDENTATION
            : `A bracket that was opened is not closed: \`${bracket}\` is missing.`,
      };
    case 'MISSING_CHAR':
      if (error.message.startsWith('Sequence item')) return { message: INDENTATION };
      if (error.message.startsWith('Missing closing'))
        return { message: 'A quote is opened before and never closed.' };
      return { message: `${span(line.trim())} is no \`key: value\`.` };
    default:
      return { message: `This is not YAML: ${spanOf(error.message, MAX_ERROR)}.` };
  }
};
