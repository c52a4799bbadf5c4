/** Why the app does not start with a signing key, and what helps; read by the operator alone. */
import type { SuccessionProblem } from '../core/succession.ts';

export const successionRefused = (problem: SuccessionProblem): string => {
  const { own, current } = problem;
  switch (problem.code) {
    case 'key_retired':
      return (
        `The signing key is ${own}, which key ${current} replaced. A key that was replaced does not ` +
        'sign again, as copies of it may be in other hands. Nothing was changed. Start with key ' +
        `${current} in SIGNING_KEY or SIGNING_KEY_PATH; or with a new key, and ${current} in ` +
        `SIGNING_KEY_PREVIOUS or, if that is lost, SIGNING_KEY_LOST=${current}.`
      );
    case 'key_not_signed':
      return (
        `The record is signed by key ${current}, and the signing key is ${own}, which ${current} has ` +
        `not signed.${alsoSet(problem)} Nothing was changed. What helps:\n` +
        `- You did not mean to replace it: set SIGNING_KEY or SIGNING_KEY_PATH to key ${current}.\n` +
        `- You did: start once with the private key ${current} in SIGNING_KEY_PREVIOUS or ` +
        'SIGNING_KEY_PREVIOUS_PATH; it signs the new one.\n' +
        `- Key ${current} is lost: start once with SIGNING_KEY_LOST=${current}. The record then shows ` +
        `for ever that no key signed ${own}, and who verifies it must get its public key from you.`
      );
    default:
      return problem satisfies never;
  }
};

const alsoSet = ({
  previous,
  lost,
}: Extract<SuccessionProblem, { code: 'key_not_signed' }>): string =>
  (previous === null ? '' : ` SIGNING_KEY_PREVIOUS is key ${previous}, another one.`) +
  (lost === null ? '' : ` SIGNING_KEY_LOST names ${lost}, another one.`);
