import { expect, test } from 'vitest';
import { parsePolicy } from '../../src/config/policy-file.ts';
import { rememberPolicies } from '../../src/config/remember-policies.ts';

const TEXT = 'version: 1\nenvironments:\n  - name: staging\n';

test('a file is read once, until many others were', () => {
  let read = 0;
  const parse = rememberPolicies((text, path) => {
    read += 1;
    return parsePolicy(text, path);
  });
  expect(parse(TEXT, 'a.yml')).toEqual(parsePolicy(TEXT, 'a.yml'));
  expect(parse(TEXT, 'a.yml')).toEqual(parsePolicy(TEXT, 'a.yml'));
  expect(read).toBe(1);
  expect(parse('version: 2', 'a.yml').ok).toBe(false);
  expect(parse('version: 2', 'b.yml')).toMatchObject({ problem: [{ path: 'b.yml' }, {}] });
  expect(read).toBe(3);
  for (let other = 0; other < 100; other += 1) parse(`# ${other}\n${TEXT}`, 'a.yml');
  parse(TEXT, 'a.yml');
  expect(read).toBe(104);
});
