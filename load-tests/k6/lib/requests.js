// One request: its metrics by endpoint, and what counts as an error. A degraded answer is one, though its
// status is 200, and so is a stored value that is not the one that was sent.

import http from 'k6/http';
import { check } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';
import { baseUrl, words } from './config.js';

const duration = new Trend('endpoint_duration', true);
const handler = new Trend('endpoint_handler_ms', true);
const overhead = new Trend('endpoint_overhead_ms', true);
const failed = new Rate('endpoint_failed');
const degraded = new Rate('endpoint_degraded');
const served = new Rate('endpoint_cache_hit_or_stale');
const caches = {
  hit: new Rate('endpoint_cache_hit'),
  stale: new Rate('endpoint_cache_stale'),
  inflight: new Rate('endpoint_cache_inflight'),
  miss: new Rate('endpoint_cache_miss'),
};
const wrong = new Counter('wrong_values');

export function headers(token) {
  const all = { Accept: 'application/json', 'Content-Type': 'application/json' };
  const bearer = token || words('BEARER_TOKEN', '');
  if (bearer) all.Authorization = `Bearer ${bearer}`;
  const more = {
    Cookie: words('AUTH_COOKIE', ''),
    'x-load-test-secret': words('LOAD_TEST_BYPASS_SECRET', ''),
    'x-auth-user-email': words('LOAD_TEST_BYPASS_USER_EMAIL', ''),
  };
  Object.keys(more).forEach((name) => {
    if (more[name]) all[name] = more[name];
  });
  return all;
}

function parsed(response) {
  try {
    return response.json();
  } catch (error) {
    return null;
  }
}

// An answer that lacks what is looked at is a wrong one, and must not end the iteration uncounted.
function says(verify, content) {
  try {
    return !verify || Boolean(verify(content));
  } catch (error) {
    return false;
  }
}

// verify(content) -> whether the answer says what it has to.
export function ask({ endpoint, kind, method = 'GET', path, body, token, ok = [200], verify }) {
  const tags = { endpoint, kind, name: endpoint };
  const payload = body === undefined ? null : JSON.stringify(body);
  const response = http.request(method, `${baseUrl}${path}`, payload, { headers: headers(token), tags });
  const content = response.status === 0 ? null : parsed(response);
  const how = response.headers['X-Cache'];
  const isAnswered = ok.includes(response.status) && content !== null;
  const isDegraded = how === 'degraded' || (content !== null && content.degraded === true);
  const isRight = !isAnswered || says(verify, content);
  if (how) measureCache(how, tags);
  note({ response, tags, isAnswered, isDegraded, isRight });
  return { isGood: isAnswered && !isDegraded && isRight, isAnswered, content };
}

// What is counted of every answer.
export function note({ response, tags, isAnswered, isDegraded, isRight }) {
  duration.add(response.timings.duration, tags);
  measureHandler(response, tags);
  degraded.add(isDegraded, tags);
  if (!isRight) wrong.add(1, tags);
  failed.add(!isAnswered || isDegraded || !isRight, tags);
  check(response, {
    [`${tags.endpoint}: answered`]: () => isAnswered,
    [`${tags.endpoint}: not degraded`]: () => !isDegraded,
    [`${tags.endpoint}: says what it has to`]: () => isRight,
  });
}

function measureHandler(response, tags) {
  const inside = Number(response.headers['X-Handler-Ms']);
  if (!Number.isFinite(inside)) return;
  handler.add(inside, tags);
  overhead.add(Math.max(0, response.timings.duration - inside), tags);
}

function measureCache(how, tags) {
  Object.keys(caches).forEach((name) => caches[name].add(how === name, tags));
  served.add(how === 'hit' || how === 'stale', tags);
}
