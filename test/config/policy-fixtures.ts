/** The policy files of `fixtures/policies`, good and bad, with what is expected of each beside it. */
import { readdirSync, readFileSync } from 'node:fs';

const ROOT = 'fixtures/policies';

export interface PolicyFixture {
  readonly name: string;
  readonly text: string;
  /** The file that says what comes of it. */
  readonly expectation: string;
}

export const policyFixtures = (kind: 'good' | 'bad'): readonly PolicyFixture[] =>
  readdirSync(`${ROOT}/${kind}`)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => {
      const name = file.replace(/\.yml$/, '');
      const expectation = `${ROOT}/${kind}/${name}.json`;
      return { name, text: readFileSync(`${ROOT}/${kind}/${file}`, 'utf8'), expectation };
    });

/** Files that are neither a policy nor what is expected of one. */
export const strayFiles = (kind: 'good' | 'bad'): readonly string[] => {
  const names = policyFixtures(kind).map(({ name }) => name);
  const wanted = names.flatMap((name) => [`${name}.yml`, `${name}.json`]);
  const there = readdirSync(`${ROOT}/${kind}`);
  return [
    ...there.filter((file) => !wanted.includes(file)),
    ...wanted.filter((file) => !there.includes(file)).map((file) => `${file} is missing`),
  ];
};
