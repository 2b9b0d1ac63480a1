// The production stages as agreed, for pages of a release that does not declare them yet.

const file = (path) => ({ kind: "file", path });
const fact = (name) => ({ kind: "fact", name });
const two = (zh, en) => ({ zh, en });

export const LATER_STAGES = [
  {
    id: "p1-docker",
    seed: "3.3.1",
    title: two("容器环境检测与准备", "Container host"),
    roles: ["ops", "user"],
    reads: { rules: file("DOCKER_CONFIG.md"), host: fact("host") },
    writes: { report: file("docker_env_report.md") },
    does: [
      two("检测 Docker 引擎与 compose 的版本", "find the Docker engine and compose, and their versions"),
      two(
        "缺少时给出安装步骤；只有用户确认才安装",
        "say how to install what is missing; install only when the user agrees",
      ),
      two("规格需要 GPU 时，实测直通是否可用", "where the spec needs a GPU, measure whether passthrough works"),
    ],
    gate: two(
      "引擎与 compose 满足版本规则；需要 GPU 时直通已实测",
      "engine and compose meet the version rule; passthrough was measured where the spec needs it",
    ),
  },
  {
    id: "p2-image",
    seed: "3.3.2",
    title: two("镜像构建与容器校验", "Image"),
    roles: ["ops"],
    reads: { rules: file("DOCKER_CONFIG.md"), docker: file("deploy/docker/"), weights: file("checkpoints/") },
    writes: { image: { kind: "tree", name: "image", globs: [] }, log: file("container_env_check.log") },
    does: [
      two("构建镜像并打标签", "build the image and tag it"),
      two("在容器内运行检查脚本", "run the check script inside the container"),
    ],
    gate: two(
      "镜像已构建；检查在容器内跑过；仅 GPU 镜像要求 cuda_available: true；体积、用户、分层合规",
      "built; the checks ran inside it; cuda_available: true for GPU images only; size, user and layers as ruled",
    ),
  },
  {
    id: "p3-deploy",
    seed: "3.3.3",
    title: two("部署启动与接口、文档、健康、性能检查", "Deployment"),
    roles: ["ops"],
    reads: { image: { kind: "tree", name: "image", globs: [] }, docker: file("deploy/docker/") },
    writes: {
      report: { kind: "oneOf", options: [file("deploy_report.md"), file("docker_error_report_N.md")] },
    },
    amends: { readme: file("README.md") },
    does: [
      two("启动服务，检查 /health 与 /docs", "start the service, check /health and /docs"),
      two("比对黄金样例，运行冒烟测试", "compare golden predictions, run the smoke tests"),
      two("在负载下测量每条 SLA", "measure every SLA clause under load"),
      two("失败时停止容器并写出错误报告", "on failure stop the containers and write the error report"),
    ],
    gate: two(
      "健康检查与冒烟测试通过；每条 SLA 在负载下实测满足；镜像中的权重满足每条质量条目，或由人按编号批准差距",
      "health and smoke tests pass; every SLA clause is met under load; the weights in the image meet every quality clause, or a person approved the shortfall by clause id",
    ),
  },
  {
    id: "p4-operate",
    seed: "3.3.4",
    title: two("运行监控与需求回顾", "Operation"),
    roles: ["tester", "planner"],
    reads: {
      service: fact("service"),
      report: file("deploy_report.md"),
      tech: file("tech.md"),
      readme: file("README.md"),
    },
    writes: { report: file("docker_running_report.md") },
    amends: { readme: file("README.md") },
    does: [
      two(
        "配置 Prometheus 告警与 Grafana 仪表盘，阈值来自规格",
        "provision Prometheus alerts and Grafana dashboards; thresholds come from the spec",
      ),
      two("注入故障，看告警是否真的响", "inject a fault and see the alert fire"),
      two(
        "逐条回顾需求，更新 README 的标记块",
        "review each requirement against evidence, update the marked blocks of README",
      ),
      two("演练回滚", "rehearse the rollback"),
    ],
    gate: two(
      "告警规则通过单元测试、已装载、注入故障会响；仪表盘可用；每条需求都对照证据回顾过；回滚已演练",
      "alert rules pass their unit tests, are loaded and fire on an injected fault; dashboards work; each requirement was reviewed against evidence; rollback was rehearsed",
    ),
  },
];
