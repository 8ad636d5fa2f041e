// What a run is set to, from the environment. A value that makes no sense ends the run before it begins.

function given(name) {
  const value = __ENV[name];
  return value === undefined || value === '' ? undefined : value;
}

// A number; 0 is a number too, and does not fall back to the default.
export function number(name, otherwise, least = -Infinity, most = Infinity) {
  const text = given(name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || value < least || value > most) {
    throw new Error(`${name}=${text}: a number from ${least} to ${most} is wanted`);
  }
  return value;
}

export function flag(name, otherwise) {
  const text = given(name);
  if (text === undefined) return otherwise;
  if (text !== 'true' && text !== 'false') throw new Error(`${name}=${text}: true or false is wanted`);
  return text === 'true';
}

export function words(name, otherwise) {
  return given(name) || otherwise;
}

export const baseUrl = words('BASE_URL', 'http://localhost:3000').replace(/\/+$/, '');

// Both shorten a run on a small machine: fewer virtual users, less time.
const scale = number('SCALE', 1, 0.001, 10);
const durationScale = number('DURATION_SCALE', 1, 0.001, 10);

export function scaled(vus) {
  return vus === 0 ? 0 : Math.max(1, Math.round(vus * scale));
}

function stagesOf(steps) {
  return steps.map(([minutes, vus]) => [Math.max(1, Math.round(minutes * 60 * durationScale)), scaled(vus)]);
}

// How long they take, all together.
export function secondsOf(steps) {
  return stagesOf(steps).reduce((sum, [seconds]) => sum + seconds, 0);
}

// [minutes, virtual users] each -> an executor that ramps from one to the next.
export function ramp(steps, graceSeconds) {
  const grace = `${graceSeconds}s`;
  return {
    load: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: stagesOf(steps).map(([seconds, target]) => ({ duration: `${seconds}s`, target })),
      gracefulRampDown: grace,
      gracefulStop: grace,
    },
  };
}

export function mostVus(steps) {
  return Math.max(...steps.map(([, vus]) => scaled(vus)));
}
