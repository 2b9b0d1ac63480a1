// Figures of a reader on a set of requests: shares that were right, and how sure it was of what was wrong. Pure.

/** Request sets that were learnt from, and those of which only sums are looked at. */
export const TUNED = [
  "sample",
  "tune",
  "prose",
  "unseen",
  "indirect",
  "blind-tune",
  "blind-even",
  "blind-second",
  "blind-third",
  "blind-fourth",
  "blind-fifth",
];
export const UNSEEN = ["blind-test"];

const SURE = 0.6;

const share = (part, whole) => (whole === 0 ? 1 : part / whole);
const rowOf = (limit) =>
  inBase(limit)
    .filter((part) => part !== "" && part !== null)
    .join(" ");

function limitsOf(reading) {
  return reading.items
    .filter((item) => item.kind === "sla" && item.value !== undefined)
    .map((item) => ({ item, row: rowOf([item.metric, item.op, item.value, item.unit]) }));
}

/** 30 min and 0.5 h are one limit; what counts has no unit. */
const BASE = { s: ["ms", 1000], min: ["ms", 60_000], h: ["ms", 3_600_000], GB: ["MB", 1000] };

function inBase([metric, op, value, unit = ""]) {
  const [code, factor] = BASE[unit] ?? [unit, 1];
  return [metric, op, near(value * factor), code];
}

/** Two names of one metric. */
const ALIAS = { qwk: "quadratic_weighted_kappa" };

const near = (value) => Number(value.toPrecision(9));

const TOPICS = { latency: "latency", throughput: "throughput", concurrency: "throughput" };

function asks(reading, limit) {
  const topic = TOPICS[String(limit[0]).split("_")[0]] ?? "hardware";
  return reading.questions.some((question) => question.about === topic);
}

/** A limit that is asked about as a contradiction is not taken as read: which one holds is open. */
function contradicted(reading, item) {
  return reading.questions.some((question) => question.about === "contradiction" && question.of.includes(item.id));
}

/** Each thing that was read, right or wrong, with the score it was given; what is missing counts as unsure when it is asked about. */
function judged(one, reading) {
  const { expect } = one;
  const goal = reading.items[0]?.score ?? 0;
  const metric = [reading.metric?.name ?? null, reading.metric?.direction ?? null];
  const value = reading.metric?.value ?? null;
  const sameMetric = metric[0] === (ALIAS[expect.metric] ?? expect.metric) && metric[1] === expect.direction;
  const sameValue =
    value === expect.metric_value || (value !== null && Math.abs(value - (expect.metric_value ?? Number.NaN)) < 1e-9);
  const clause = reading.items.find((item) => item.kind === "goal" && item.metric === metric[0]);
  const asked = reading.questions.some((question) => question.about === "metric");
  const wanted = expect.sla.map((limit) => rowOf(limit));
  const found = limitsOf(reading).filter((each) => wanted.includes(each.row) || !contradicted(reading, each.item));
  const rows = found.map((each) => each.row);
  const family = { right: reading.task.family === expect.family, score: goal };
  const quality = {
    right: sameMetric && (sameValue || expect.metric_value === null),
    score: metric[0] === null ? (asked || expect.metric === null ? 0 : 1) : (clause?.score ?? 1),
  };
  const limits = found.map((each) => ({ right: wanted.includes(each.row), score: each.item.score }));
  const missed = expect.sla
    .filter((limit) => !rows.includes(rowOf(limit)))
    .map((limit) => ({ right: false, score: asks(reading, limit) ? 0 : 1 }));
  return { family, quality, limits, missed, sameMetric, sameValue, rows, wanted };
}

const same = (left, right) => [...left].sort().join("|") === [...right].sort().join("|");

function codesOf(reading, code) {
  return reading.items.some((item) => item.code === code || item.code?.endsWith(`:${code}`) === true);
}

/** `read(request)` answers a Reading. Every figure is a share of 0..1. */
export function figuresOf(cases, read) {
  const all = cases
    .map((one) => ({ one, reading: read(one.request) }))
    .map((each) => ({
      ...each,
      is: judged(each.one, each.reading),
    }));
  const rate = (test, list = all) => share(list.filter(test).length, list.length);
  const numbered = all.filter(({ one }) => one.expect.metric_value !== null);
  const limits = all.flatMap(({ is }) => is.limits);
  const wanted = all.flatMap(({ is }) => is.wanted.map((row) => is.rows.includes(row)));
  const codes = all.flatMap(({ one, reading }) => one.expect.constraints.map((code) => codesOf(reading, code)));
  const topics = all.flatMap(({ one, reading }) =>
    one.expect.must_ask.map((topic) => reading.questions.some((question) => question.about === topic)),
  );
  const statements = all.flatMap(({ is }) => [is.family, is.quality, ...is.limits]);
  const sure = statements.filter((each) => each.score > SURE);
  const wrong = [...statements, ...all.flatMap(({ is }) => is.missed)].filter((each) => !each.right);
  return {
    requests: cases.length,
    family: rate(({ is }) => is.family.right),
    modality: rate(({ one, reading }) => reading.task.modality === one.expect.modality),
    metric: rate(({ is }) => is.sameMetric),
    metric_value: rate(({ is }) => is.sameMetric && is.sameValue, numbered),
    limits: rate(({ is }) => same(is.rows, is.wanted)),
    limits_found: share(wanted.filter(Boolean).length, wanted.length),
    limits_true: share(limits.filter((each) => each.right).length, limits.length),
    constraints: share(codes.filter(Boolean).length, codes.length),
    must_ask: share(topics.filter(Boolean).length, topics.length),
    sure_and_right: share(sure.filter((each) => each.right).length, sure.length),
    sure: share(sure.length, statements.length),
    wrong_and_unsure: share(wrong.filter((each) => each.score <= SURE).length, wrong.length),
    wrong: wrong.length,
    verdict: verdictsOf(all),
  };
}

function verdict({ task, metric, items, questions }) {
  return JSON.stringify([
    task.family,
    metric?.name ?? null,
    items
      .filter((item) => item.metric !== undefined)
      .map((item) => [item.metric, item.score > SURE])
      .sort(),
    [...new Set(questions.map((question) => question.about))].sort(),
  ]);
}

/** Pairs `x-zh`, `x-en`: the share whose family, metric, verdict per item and questions agree. */
function verdictsOf(all) {
  const english = new Map(all.filter(({ one }) => one.id.endsWith("-en")).map((each) => [each.one.id, each]));
  const pairs = all
    .filter(({ one }) => one.id.endsWith("-zh"))
    .flatMap((zh) => {
      const en = english.get(zh.one.id.replace(/-zh$/, "-en"));
      return en === undefined ? [] : [verdict(zh.reading) === verdict(en.reading)];
    });
  return { pairs: pairs.length, same: share(pairs.filter(Boolean).length, pairs.length) };
}

/** Every statement of a set with its kind, whether it is right, and its score. */
export function statementsOf(cases, read) {
  return cases.flatMap((one) => {
    const is = judged(one, read(one.request));
    return [
      { kind: "family", ...is.family },
      { kind: "metric", ...is.quality },
      ...is.limits.map((each) => ({ kind: "limit", ...each })),
      ...is.missed.map((each) => ({ kind: "missing limit", ...each })),
    ];
  });
}

/** The ids of what was not read as expected; only for sets that may be looked at. */
export function faultsOf(cases, read) {
  return cases.flatMap((one) => {
    const reading = read(one.request);
    const is = judged(one, reading);
    const faults = [];
    if (!is.family.right) faults.push(`family ${reading.task.family} (${is.family.score}) for ${one.expect.family}`);
    else if (reading.task.modality !== one.expect.modality)
      faults.push(`modality ${reading.task.modality} for ${one.expect.modality}`);
    if (!is.sameMetric || !is.sameValue)
      faults.push(
        `metric ${reading.metric?.name} ${reading.metric?.value} (${is.quality.score}) for ${one.expect.metric} ${one.expect.metric_value}`,
      );
    if (!same(is.rows, is.wanted)) faults.push(`limits [${is.rows.join(", ")}] for [${is.wanted.join(", ")}]`);
    const codes = one.expect.constraints.filter((code) => !codesOf(reading, code));
    if (codes.length > 0) faults.push(`constraints without ${codes.join(", ")}`);
    const topics = one.expect.must_ask.filter((topic) => !reading.questions.some((each) => each.about === topic));
    if (topics.length > 0) faults.push(`not asked ${topics.join(", ")}`);
    return faults.length === 0 ? [] : [`${one.id} ${one.request}\n    ${faults.join("\n    ")}`];
  });
}
