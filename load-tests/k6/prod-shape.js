// An ordinary day: mostly reads, some check-ins, some dashboards.

import { sleep } from 'k6';
import { mostVus, number, ramp } from './lib/config.js';
import { lookAtReceipt, readCheckIns, writeAndReadBack } from './lib/check-ins.js';
import { businessStats, teamDashboard } from './lib/dashboards.js';
import { readElsewhere } from './lib/elsewhere.js';
import { aCoach, anAthlete, requirePeople } from './lib/people.js';
import { summary } from './lib/summary.js';
import { thresholds, trendStats } from './lib/thresholds.js';

const STEPS = [
  [4, number('PROD_SHAPE_WARM_VUS', 75, 10)],
  [8, number('PROD_SHAPE_STEADY_VUS', 200, 10)],
  [6, number('PROD_SHAPE_PEAK_VUS', 350, 10)],
  [4, 0],
];

// Shares of all iterations; a weight of 0 is none.
const weights = [
  number('PROD_SHAPE_READ_WEIGHT', 0.75, 0),
  number('PROD_SHAPE_WRITE_WEIGHT', 0.15, 0),
  number('PROD_SHAPE_DASHBOARD_WEIGHT', 0.1, 0),
];
const sum = weights[0] + weights[1] + weights[2];
if (sum === 0) throw new Error('all three weights of PROD_SHAPE_..._WEIGHT are 0');

const ENDPOINTS = [
  ['daily-metrics-get'],
  ['daily-metrics-post', 'daily-metrics-get', 'receipt-get'],
  ['business-stats', 'team-dashboard'],
];
const asked = ENDPOINTS.filter((_, which) => weights[which] > 0).flat();

export const options = {
  scenarios: ramp(STEPS, 60),
  thresholds: thresholds(0.03, [...new Set(asked)]),
  summaryTrendStats: trendStats,
};

export const setup = requirePeople;

function read() {
  const athlete = anAthlete();
  readCheckIns(athlete);
  readElsewhere(athlete);
}

function dashboard() {
  const coach = aCoach();
  businessStats(coach);
  teamDashboard(coach);
}

export default function () {
  const chance = Math.random() * sum;
  if (chance < weights[0]) read();
  else if (chance < weights[0] + weights[1]) writeAndReadBack(mostVus(STEPS));
  else dashboard();
  lookAtReceipt();
  sleep(1);
}

export const handleSummary = summary;
