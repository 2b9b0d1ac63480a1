import { expect, test } from "vitest";
import { alertsIn } from "./alerts.js";

test("an alert rule is linked by its clause label; recording rules and unlabelled alerts are not", () => {
  const text = `groups:
  - name: sla
    rules:
      - {alert: SlowAnswers, expr: "p95 > 0.05", labels: {clause: SLA-001, severity: page}}
      - {alert: Plain, expr: up == 0}
      - {record: p95, expr: "1"}
`;

  expect(alertsIn(text)).toEqual([{ name: "SlowAnswers", clause: "SLA-001" }]);
});

test.each(["services: {api: {image: x}}\n", "groups: [\n", ""])("a file of another kind holds none: %j", (text) => {
  expect(alertsIn(text)).toEqual([]);
});
