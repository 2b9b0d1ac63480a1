// The production stages: named so that status, help and docs are whole; they are built in a later release.

import type { Bilingual } from "../base/bilingual.js";
import { type Artefact, fact, file, tree } from "../graph/stage.js";
import type { StageId, StageRole } from "../spec/codes.js";

export interface LaterStage {
  readonly id: StageId;
  readonly seed: string;
  readonly title: Bilingual;
  readonly roles: readonly StageRole[];
  readonly reads: Readonly<Record<string, Artefact>>;
  readonly writes: Readonly<Record<string, Artefact>>;
  readonly does: readonly Bilingual[];
  readonly gate: Bilingual;
  readonly later: true;
}

export const LATER_STAGES: readonly LaterStage[] = [
  {
    id: "p1-docker",
    seed: "3.3.1",
    title: { zh: "Docker 环境检测与准备", en: "Docker check" },
    roles: ["ops", "user"],
    reads: { config: file("specs/DOCKER_CONFIG.md"), host: fact("host") },
    writes: { report: file("docker_env_report.md") },
    does: [{ zh: "检测引擎、编排与 GPU 直通", en: "Detect engine, compose and GPU passthrough" }],
    gate: {
      zh: "版本满足规则；需要 GPU 时实测直通",
      en: "Versions meet the rule; GPU passthrough measured where the spec needs it",
    },
    later: true,
  },
  {
    id: "p2-image",
    seed: "3.3.2",
    title: { zh: "镜像构建与容器校验", en: "Image" },
    roles: ["ops"],
    reads: { config: file("specs/DOCKER_CONFIG.md"), deploy: tree("deploy/docker/", "deploy/docker/**") },
    writes: { log: file("container_env_check.log") },
    does: [{ zh: "构建镜像并在其中运行校验", en: "Build the image and run the checks inside it" }],
    gate: {
      zh: "镜像已构建，内部校验通过；大小、用户与层次合规",
      en: "Built, checked inside; size, user and layer rules",
    },
    later: true,
  },
  {
    id: "p3-deploy",
    seed: "3.3.3",
    title: { zh: "部署启动与健康、性能检查", en: "Deployment" },
    roles: ["ops"],
    reads: { deploy: tree("deploy/docker/", "deploy/docker/**") },
    writes: { report: file("deploy_report.md") },
    does: [
      {
        zh: "启动服务，检查接口并实测每条 SLA",
        en: "Start the service, check its endpoints, measure every SLA clause",
      },
    ],
    gate: {
      zh: "每条 SLA 在负载下实测；每条质量条目由评测器确认",
      en: "Every SLA clause measured under load; every quality clause met by the evaluator",
    },
    later: true,
  },
  {
    id: "p4-operate",
    seed: "3.3.4",
    title: { zh: "运行监控与需求回顾", en: "Operation" },
    roles: ["tester", "planner"],
    reads: { deploy: file("deploy_report.md"), technology: file("tech.md"), readme: file("README.md") },
    writes: { report: file("docker_running_report.md") },
    does: [
      {
        zh: "配置监控、告警与回滚，回顾每条需求",
        en: "Set up monitoring, alerts and rollback; review each requirement",
      },
    ],
    gate: {
      zh: "告警真实触发，回滚已演练，每条需求有证据",
      en: "Alerts really fire, rollback is rehearsed, each requirement has evidence",
    },
    later: true,
  },
];
