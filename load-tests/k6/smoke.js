// Does it work at all? A few people read.

import { sleep } from 'k6';
import { ramp } from './lib/config.js';
import { readCheckIns } from './lib/check-ins.js';
import { teamDashboard } from './lib/dashboards.js';
import { readElsewhere } from './lib/elsewhere.js';
import { anAthlete, requirePeople } from './lib/people.js';
import { summary } from './lib/summary.js';
import { thresholds, trendStats } from './lib/thresholds.js';

export const options = {
  scenarios: ramp([[1, 10], [3, 25], [1, 0]], 30),
  thresholds: thresholds(0.01, ['daily-metrics-get', 'team-dashboard']),
  summaryTrendStats: trendStats,
};

export const setup = requirePeople;

export default function () {
  const athlete = anAthlete();
  readCheckIns(athlete);
  teamDashboard();
  readElsewhere(athlete);
  sleep(1);
}

export const handleSummary = summary;
