/** The policy file: everything wrong is said at once, at its place; nothing broken becomes a policy. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyJsonSchema } from '../../src/config/policy/schema.ts';
import { defaultPolicy, parsePolicy } from '../../src/config/policy-file.ts';

const folder = new URL('../../fixtures/policies/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const said = (text: string): readonly string[] => {
  const parsed = parsePolicy(text, 'policy.yml');
  return parsed.ok
    ? []
    : parsed.problem.map((each) => `${each.line}:${each.column} ${each.message}`);
};

describe('a good policy', () => {
  it.each(readdirSync(new URL('good/', folder)))('%s has no problem', (name) => {
    expect(said(read(`good/${name}`))).toEqual([]);
  });

  it('is read with all its defaults filled in', () => {
    const parsed = parsePolicy(read('good/shop.yml'), 'policy.yml');
    const production = parsed.ok ? parsed.value.environments[3] : undefined;
    expect(production).toMatchObject({
      after: ['staging', 'canary'],
      fanIn: 'any',
      aliases: ['prod'],
      expireAfterMs: 36 * 3_600_000,
      deploy: { deployer: 'github', timeoutMs: 45 * 60_000 },
      separationOfDuties: { level: 'strict', reviewedChanges: 'exclude', promoteByOthers: true },
      allow: { promote: { permission: 'write' } },
    });
    expect(production?.gates.map((each) => each.gate)).toEqual([
      'predecessor',
      'checks',
      'approvals',
      'separation-of-duties',
    ]);
    expect(production?.approvals.rules.map((rule) => [rule.name, rule.count])).toEqual([
      ['platform', 1],
      ['security', 2],
    ]);
  });

  it('is there without a file: production needs one approval, strictly by somebody else', () => {
    const { environments } = defaultPolicy();
    expect(environments.map((each) => each.name)).toEqual(['development', 'staging', 'production']);
    expect(environments[2]).toMatchObject({
      production: true,
      separationOfDuties: { level: 'strict' },
      approvals: { rules: [{ count: 1, permission: 'write' }] },
    });
  });
});

describe('a bad policy', () => {
  it('has every wrong word named at its line and column', () => {
    expect(said(read('bad/words.yml'))).toMatchInlineSnapshot(`
      [
        "1:10 \`version\` is \`2\`; expected 1.",
        "2:1 \`environmets\` is not known here. Did you mean \`environments\`?",
        "6:7 There is no gate \`cheks\`. Did you mean \`checks\`? Known: predecessor, contains-live, checks.",
        "7:27 \`required\` is a list; expected at least 1.",
        "8:7 \`approvals\` is not configured under \`gates\`: write \`approvals\` in the environment itself.",
        "9:5 \`aproval\` is not known here. Did you mean \`approvals\`?",
        "10:11 \`name\` is \`prod uction\`; expected letters, digits, dots, dashes and underscores, at most 64.",
        "11:17 \`production\` is \`yep\`; expected true or false.",
        "14:29 \`count\` is \`0\`; expected at least 1.",
        "15:27 \`separation_of_duties\` is \`strcit\`; expected off, requester, change or strict or a list or a mapping.",
        "16:19 \`expire_after\` is \`7 days\`; expected a time such as 30m, 2h or 7d.",
      ]
    `);
  });

  it('has every wrong meaning named: names, circles, rules of nobody', () => {
    expect(said(read('bad/meaning.yml'))).toMatchInlineSnapshot(`
      [
        "4:12 These environments wait for each other in a circle: a → c → b → a.",
        "6:15 \`A\` is used twice: it already names the environment \`a\`.",
        "7:22 The gate \`checks\` is switched on and says nothing of what it wants.",
        "8:26 This rule names nobody: give it users, teams or a permission.",
        "8:58 Two rules are called \`ada\`: give each its own.",
        "9:19 \`0m\` is no time at all.",
        "11:23 There is no environment \`cc\`. Did you mean \`c\`? Known: a, b, c, d.",
      ]
    `);
  });

  it('has no anchors, and must be YAML', () => {
    expect(said(read('bad/alias.yml'))).toMatchInlineSnapshot(`
      [
        "4:11 Anchors and aliases are not taken here; write the value out.",
      ]
    `);
    expect(said(read('bad/yaml.yml')).length).toBeGreaterThan(0);
  });

  it.each([
    ['empty', ''],
    ['a list', '- a\n'],
    ['too large', `# ${'x'.repeat(300_000)}`],
    ['too deep', `${'['.repeat(200)}${']'.repeat(200)}`],
    ['with a prototype', 'version: 1\n__proto__: { a: 1 }\nenvironments: [{ name: a }]\n'],
    ['without environments', 'version: 1\nenvironments: []\n'],
  ])('is refused when it is %s', (_, text) => {
    expect(said(text).length).toBeGreaterThan(0);
  });

  it('never throws, and always has a place, whatever the text', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.json());
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parsePolicy(text, 'policy.yml');
        if (parsed.ok) return;
        expect(parsed.problem.length).toBeGreaterThan(0);
        for (const each of parsed.problem) expect(each.line).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

describe('the JSON Schema', () => {
  it('is the file in the repository', () => {
    const file = new URL('../../src/config/policy/lockkeeper.schema.json', import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(policyJsonSchema())),
    );
  });
});
