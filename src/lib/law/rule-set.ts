/** Version of the rule data, kept with every result; apart from the rules, for who only has to tell a result of other rules. */
export const RULE_SET = '2026-04-03';
