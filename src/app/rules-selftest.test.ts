// The installed rulebook on its own fixtures, and on fixtures that a rule does not find.
import { expect, test } from "vitest";
import { withAppProject } from "../../test/makers/app-project.js";

test("every must-fail fixture of the installation is found by its rule alone, and the count is told", async () => {
  await withAppProject(null, async ({ app }) => {
    const { rules, fixtures, good, problems } = await app.rulesSelftest();

    expect(problems).toEqual([]);
    expect(fixtures).toBeGreaterThan(rules);
    expect(good).toBeGreaterThanOrEqual(11);
  });
});
