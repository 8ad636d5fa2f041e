// Writing check-ins, reading them back, and asking whether they were assessed.

import exec from 'k6/execution';
import { Counter, Trend } from 'k6/metrics';
import { number } from './config.js';
import { ownAthlete } from './people.js';
import { ask } from './requests.js';

const attempted = new Counter('writes_attempted');
const accepted = new Counter('writes_accepted');
const lag = new Trend('assessment_lag_ms', true);
const late = new Counter('not_assessed_in_time');

const DAYS = number('DAILY_METRICS_DAYS', 30, 1, 90);
const LOOK_AFTER_MS = 4000;
const GIVE_UP_AFTER_MS = 60000;
// Receipts are asked for after every so many writes of a virtual user.
const EVERY = 4;

// Of this virtual user: a write whose receipt is still to be asked for.
let pending = null;

function pick(least, most) {
  return least + Math.floor(Math.random() * (most - least + 1));
}

// Never the same twice in a row for an athlete: an unchanged check-in is not work. Now and then something hurts.
export function checkIn(athlete) {
  const turn = exec.vu.iterationInInstance;
  return {
    clientId: athlete.id,
    date: athlete.date,
    restingHR: 40 + ((turn * 13 + exec.vu.idInTest) % 400) / 10,
    sleepQuality: pick(4, 9),
    sleepHours: pick(24, 36) / 4,
    muscleSoreness: pick(1, 6),
    energyLevel: pick(4, 9),
    mood: pick(4, 9),
    stress: pick(1, 6),
    injuryPain: Math.random() < 0.02 ? pick(4, 6) : pick(1, 2),
  };
}

function isStored(row, sent) {
  return row !== undefined && Object.keys(sent).every((name) => row[name] === sent[name]);
}

// Write a check-in and, except where somebody else may have written meanwhile, read it back.
export function writeAndReadBack(vus) {
  const athlete = ownAthlete(vus, exec.vu.iterationInInstance);
  const sent = checkIn(athlete);
  attempted.add(1);
  const answer = ask({
    endpoint: 'daily-metrics-post',
    kind: 'write',
    method: 'POST',
    path: '/api/daily-metrics',
    body: sent,
    token: athlete.token,
    ok: [200, 201],
    verify: (content) => athlete.isShared || isStored(content.dailyMetrics, sent),
  });
  if (answer.isAnswered) accepted.add(1);
  if (answer.isGood && pending === null && exec.vu.iterationInInstance % EVERY === 0) {
    pending = { ...answer.content.receipt, token: athlete.token, at: Date.now() };
  }
  const wasStored = answer.isAnswered && !athlete.isShared;
  readCheckIns(athlete, wasStored ? sent : null);
}

export function readCheckIns(athlete, sent = null) {
  return ask({
    endpoint: 'daily-metrics-get',
    kind: 'read',
    path: `/api/daily-metrics?clientId=${athlete.id}&days=${DAYS}`,
    token: athlete.token,
    verify: ({ metrics }) =>
      Array.isArray(metrics) && (sent === null || isStored(metrics.find((row) => row.date.startsWith(sent.date)), sent)),
  });
}

// What became of the pending write: the time from its answer to its assessment.
export function lookAtReceipt() {
  if (pending === null || Date.now() - pending.at < LOOK_AFTER_MS) return;
  const { content, isAnswered } = ask({
    endpoint: 'receipt-get',
    kind: 'read',
    path: `/api/receipts/${pending.lane}/${pending.key}?revision=${pending.revision}`,
    token: pending.token,
    verify: ({ state }) => state !== 'dead',
  });
  if (isAnswered && content.state === 'done') {
    lag.add(Math.max(0, Date.parse(content.doneAt) - pending.at));
    pending = null;
  } else if (Date.now() - pending.at > GIVE_UP_AFTER_MS) {
    late.add(1);
    pending = null;
  }
}
