// A clause or a stage is approved as it lies there, and an approval of something else does not stand.
import { expect, test } from "vitest";
import { type AppProject, withAppProject } from "../../test/makers/app-project.js";
import { aSpec } from "../../test/makers/spec.js";

const ZH = "训练一个手写数字图像分类模型，准确率不低于95%";
const PERSON = { tty: true, parent: "bash (7)" };

async function edit({ workspace }: AppProject, change: (text: string) => string): Promise<void> {
  await workspace.write("requirements.md", change((await workspace.readText("requirements.md")) ?? ""));
}

test("an approval of a clause names person, terminal, parent and the hash of its very text; one changed byte voids it", async () => {
  await withAppProject(await aSpec(ZH), async (project) => {
    const { app, journal } = project;

    const given = await app.approve("REQ-002", PERSON);
    await edit(project, (text) => text.replace("## SLA", "A remark.\n\n## SLA"));
    const elsewhere = await app.status();
    await edit(project, (text) => text.replace("id: REQ-002\n", "id: REQ-002 \n"));
    const changed = await app.status();

    const approval = (await journal()).entries().find((entry) => entry.type === "approval");
    expect(approval?.data).toMatchObject({ of: "REQ-002", who: "alice", tty: true, parent: "bash (7)" });
    expect([given, elsewhere, changed].map((status) => status.approvals?.[0]?.stands)).toEqual([true, true, false]);
  });
});

test("the bytes come back, and the approval stands again", async () => {
  await withAppProject(await aSpec(ZH), async (project) => {
    await project.app.approve("f1-requirements", PERSON);
    await edit(project, (text) => `${text} `);
    const changed = await project.app.status();
    await edit(project, (text) => text.slice(0, -1));

    expect(changed.approvals?.[0]?.stands).toBe(false);
    expect((await project.app.status()).approvals?.[0]?.stands).toBe(true);
  });
});

test.each(["REQ-099", "Q-001", "t4-guidance"])("%s cannot be approved: there is nothing to look at", async (target) => {
  await withAppProject(await aSpec("训练一个手写数字图像分类模型"), async ({ app, journal }) => {
    await expect(app.approve(target, PERSON)).rejects.toMatchObject({ exit: 3, at: target });
    expect((await journal()).entries().some((entry) => entry.type === "approval")).toBe(false);
  });
});
