// Traffic that has to do with services outside: questions to the assistant, and events of a provider. Both are
// off unless they are asked for (ENABLE_AI, ENABLE_WEBHOOK); `make load-stress` starts stand-ins for the services.

import http from 'k6/http';
import exec from 'k6/execution';
import { check, sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';
import { baseUrl, flag, number, scaled, secondsOf } from './config.js';
import { anAthlete, webhook } from './people.js';
import { ask, headers, note } from './requests.js';

const AI = flag('ENABLE_AI', false);
const WEBHOOK = flag('ENABLE_WEBHOOK', false);
// Virtual users who ask at once, and events a second: of the whole load, before it is scaled.
const AI_VUS = number('AI_VUS', 25, 1, 1000);
const WEBHOOK_RATE = number('WEBHOOK_RATE', 50, 1, 5000);

// When the assistant is asked, as shares of the run, and for how long: in between one sees what it is like without.
const WINDOWS = [0.2, 0.5, 0.8];
const WINDOW = 0.08;
const LEAST_WINDOW_SECONDS = 8;
const PAUSE_SECONDS = 2;
const PATIENCE = '60s';
const WEBHOOK_VUS = 20;

const firstByte = new Trend('ai_first_byte_ms', true);
const whole = new Trend('ai_whole_ms', true);
const answered = new Counter('ai_answered');
const refused = new Counter('ai_refused');
const events = new Counter('webhook_accepted');

const QUESTIONS = ['Hur ska jag träna idag?', 'Hur har jag sovit?', 'Vad är planerat den här veckan?', 'How ready am I today, and why?'];

function windows(total) {
  const length = Math.max(LEAST_WINDOW_SECONDS, Math.round(total * WINDOW));
  return WINDOWS.map((share) => ({ begin: Math.round(total * share), length }));
}

// Scenarios beside the load itself.
export function externalScenarios(steps) {
  const total = secondsOf(steps);
  const all = {};
  if (AI) {
    windows(total).forEach(({ begin, length }, number_) => {
      all[`assistant${number_ + 1}`] = {
        executor: 'constant-vus',
        exec: 'askAssistant',
        vus: scaled(AI_VUS),
        startTime: `${begin}s`,
        duration: `${length}s`,
        gracefulStop: PATIENCE,
      };
    });
  }
  if (WEBHOOK) {
    all.webhook = {
      executor: 'constant-arrival-rate',
      exec: 'pushEvent',
      rate: scaled(WEBHOOK_RATE),
      timeUnit: '1s',
      duration: `${total}s`,
      preAllocatedVUs: WEBHOOK_VUS,
      maxVUs: 5 * WEBHOOK_VUS,
      gracefulStop: '10s',
    };
  }
  return all;
}

// Virtual users of these scenarios: their numbers come among those of the load.
export function externalVus() {
  return (AI ? WINDOWS.length * scaled(AI_VUS) : 0) + (WEBHOOK ? 5 * WEBHOOK_VUS : 0);
}

export function externalEndpoints() {
  return [...(AI ? ['ai-chat-post'] : []), ...(WEBHOOK ? ['strava-webhook-post'] : [])];
}

// Whether the assistant is being asked by others just now.
export function isAssistantAsked(steps) {
  const now = exec.instance.currentTestRunDuration / 1000;
  return AI && windows(secondsOf(steps)).some(({ begin, length }) => now >= begin && now < begin + length);
}

// One question about an athlete: the answer is a stream, which k6 reads to its end.
export function askAssistant() {
  const athlete = anAthlete();
  const turn = exec.scenario.iterationInTest;
  const id = `k6-${exec.scenario.name}-${exec.vu.idInTest}-${turn}-${Date.now()}`;
  const body = {
    messages: [{ id, role: 'user', content: QUESTIONS[turn % QUESTIONS.length] }],
    provider: 'OPENAI',
    athleteId: athlete.id,
    isAthleteChat: false,
    webSearchEnabled: false,
  };
  const tags = { endpoint: 'ai-chat-post', kind: 'external', name: 'ai-chat-post' };
  const asked = { headers: headers(athlete.token), tags, timeout: PATIENCE };
  const response = http.post(`${baseUrl}/api/ai/chat`, JSON.stringify(body), asked);
  const text = response.body || '';
  const isRefused = response.status === 429;
  const isAnswered = response.status === 200 && text.includes('event: done');
  const isRight = !isAnswered || (text.includes('event: delta') && !text.includes('event: fallback'));
  if (isRefused) refused.add(1);
  if (isAnswered) {
    answered.add(1);
    firstByte.add(response.timings.waiting);
    whole.add(response.timings.duration);
  }
  note({ response, tags, isAnswered: isAnswered || isRefused, isDegraded: false, isRight });
  sleep(PAUSE_SECONDS);
}

// One event of an account: an object, with an id of its own. Another one each time, until all activities of the
// accounts are known; from then on they are changed.
export function pushEvent() {
  const turn = exec.scenario.iterationInTest;
  const { path, subscription, accounts, each } = webhook();
  const round = Math.floor(turn / accounts.length);
  const owner = accounts[turn % accounts.length];
  const isNew = round < each;
  const body = {
    object_type: 'activity',
    aspect_type: isNew ? 'create' : 'update',
    object_id: owner * 10000 + (round % each) + 1,
    owner_id: owner,
    subscription_id: subscription,
    event_time: Math.floor(Date.now() / 1000),
    updates: isNew ? {} : { title: `Changed ${turn}` },
  };
  const { isGood } = ask({
    endpoint: 'strava-webhook-post',
    kind: 'external',
    method: 'POST',
    path,
    body,
    verify: ({ received }) => received === true,
  });
  check(isGood, { 'strava-webhook-post: received': (good) => good });
  if (isGood) events.add(1);
}
