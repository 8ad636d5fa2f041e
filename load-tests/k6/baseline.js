// How fast are the reads that coaches wait for, with many of them at once?

import { sleep } from 'k6';
import { number, ramp } from './lib/config.js';
import { readCheckIns } from './lib/check-ins.js';
import { businessStats, teamDashboard } from './lib/dashboards.js';
import { readElsewhere } from './lib/elsewhere.js';
import { aCoach, anAthlete, requirePeople } from './lib/people.js';
import { summary } from './lib/summary.js';
import { thresholds, trendStats } from './lib/thresholds.js';

const scale = number('BASELINE_SCALE', 1, 0.1, 1);

export const options = {
  scenarios: ramp([[3, 50 * scale], [7, 150 * scale], [3, 300 * scale], [2, 0]], 45),
  thresholds: thresholds(0.01, ['business-stats', 'team-dashboard', 'daily-metrics-get']),
  summaryTrendStats: trendStats,
};

export const setup = requirePeople;

export default function () {
  const coach = aCoach();
  businessStats(coach);
  teamDashboard(coach);
  const athlete = anAthlete();
  readCheckIns(athlete);
  readElsewhere(athlete);
  sleep(1);
}

export const handleSummary = summary;
