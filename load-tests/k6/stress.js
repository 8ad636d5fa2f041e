// A morning on which everybody checks in at once: each write is another one, and is read back.

import { sleep } from 'k6';
import { mostVus, ramp } from './lib/config.js';
import { lookAtReceipt, writeAndReadBack } from './lib/check-ins.js';
import { writeElsewhere } from './lib/elsewhere.js';
import { anAthlete, requirePeople } from './lib/people.js';
import { summary } from './lib/summary.js';
import { thresholds, trendStats } from './lib/thresholds.js';

const STEPS = [[4, 100], [8, 300], [5, 500], [3, 0]];

export const options = {
  scenarios: ramp(STEPS, 60),
  thresholds: thresholds(0.03, ['daily-metrics-post', 'daily-metrics-get', 'receipt-get']),
  summaryTrendStats: trendStats,
};

export const setup = requirePeople;

export default function () {
  writeAndReadBack(mostVus(STEPS));
  lookAtReceipt();
  writeElsewhere(anAthlete());
  sleep(1);
}

export const handleSummary = summary;
