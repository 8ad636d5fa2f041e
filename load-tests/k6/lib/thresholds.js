// What a run has to keep to: the budgets of the traffic model, and the launch gate of each endpoint.

import { flag } from './config.js';

// p95 and p99 in ms, the share of errors, and how much of it the cache has to serve.
const GATES = {
  'business-stats': { p95: 1500, p99: 3500, served: 0.8 },
  'team-dashboard': { p95: 1500, p99: 3500, served: 0.8 },
  'daily-metrics-get': { p95: 1000, p99: 2500 },
  'daily-metrics-post': { p95: 1200, p99: 3000, errors: 0.01 },
  'receipt-get': { p95: 1000, p99: 2500 },
};

const USUAL_ERRORS = 0.015;

// A cold cache of many teams is not warm after seconds: a run that is shortened is not held to this.
const isCacheGated = flag('GATE_CACHE', true);

// errors: the share that this script may have; endpoints: those that it asks.
export function thresholds(errors, endpoints) {
  const all = {
    endpoint_failed: [`rate<=${errors}`],
    endpoint_degraded: ['rate==0'],
    'http_req_duration{kind:read}': ['p(95)<=1200'],
    http_req_duration: ['p(99)<=5000'],
    wrong_values: ['count==0'],
    not_assessed_in_time: ['count==0'],
  };
  if (endpoints.some((name) => name.endsWith('-post'))) all['http_req_duration{kind:write}'] = ['p(95)<=2000'];
  endpoints.forEach((name) => {
    const gate = GATES[name];
    all[`http_req_duration{endpoint:${name}}`] = [`p(95)<=${gate.p95}`, `p(99)<=${gate.p99}`];
    all[`endpoint_failed{endpoint:${name}}`] = [`rate<=${gate.errors || Math.max(errors, USUAL_ERRORS)}`];
    if (gate.served) {
      const least = isCacheGated ? gate.served : 0;
      all[`endpoint_cache_hit_or_stale{endpoint:${name}}`] = [`rate>=${least}`];
    }
  });
  return all;
}

export const trendStats = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'];
