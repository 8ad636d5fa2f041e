// A morning on which everybody checks in at once: each write is another one, and is read back. With ENABLE_AI the
// assistant is asked in short windows, with ENABLE_WEBHOOK a provider's events come in all the time.

import exec from 'k6/execution';
import { sleep } from 'k6';
import { mostVus, ramp } from './lib/config.js';
import { lookAtReceipt, writeAndReadBack } from './lib/check-ins.js';
import { externalEndpoints, externalScenarios, externalVus, isAssistantAsked } from './lib/external.js';
import { requirePeople } from './lib/people.js';
import { summary } from './lib/summary.js';
import { thresholds, trendStats } from './lib/thresholds.js';

export { askAssistant, pushEvent } from './lib/external.js';

const STEPS = [[4, 100], [8, 300], [5, 500], [3, 0]];
const ENDPOINTS = ['daily-metrics-post', 'daily-metrics-get', 'receipt-get', ...externalEndpoints()];

export const options = {
  scenarios: { ...ramp(STEPS, 60), ...externalScenarios(STEPS) },
  thresholds: thresholds(0.03, ENDPOINTS),
  summaryTrendStats: trendStats,
};

export const setup = requirePeople;

export default function () {
  exec.vu.metrics.tags.assistant = isAssistantAsked(STEPS) ? 'asked' : 'quiet';
  writeAndReadBack(mostVus(STEPS) + externalVus());
  lookAtReceipt();
  sleep(1);
}

export const handleSummary = summary;
