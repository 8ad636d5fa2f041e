// Who asks, and about whom: from a data file of many coaches, or one coach from the environment.
//
// A file (DATA_FILE): {"coaches": [{"token", "businessId", "date", "teams": [id], "clients": [id]}], "webhook": {"path",
// "subscription", "accounts": [number], "each"}}, `date` being the day that it is where they live, and `webhook` what a
// provider's events are made of: where they go, whose they are, and how many activities each account has.

import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import { flag, number, words } from './config.js';

function fromEnvironment() {
  const one = words('CLIENT_ID', '');
  const clients = words('CLIENT_IDS', one).split(',').map((id) => id.trim()).filter(Boolean);
  const coach = {
    token: words('BEARER_TOKEN', ''),
    businessId: words('BUSINESS_ID', ''),
    date: new Date().toISOString().slice(0, 10),
    teams: [words('TEAM_ID', '')].filter(Boolean),
    clients,
  };
  const webhook_ = {
    path: words('WEBHOOK_PATH', ''),
    subscription: number('WEBHOOK_SUBSCRIPTION_ID', 0),
    accounts: words('WEBHOOK_ACCOUNTS', '').split(',').filter(Boolean).map(Number),
    each: 20,
  };
  return { coaches: [coach], webhook: webhook_ };
}

function given() {
  const path = words('DATA_FILE', '');
  return path ? JSON.parse(open(path)) : fromEnvironment();
}

const coaches = new SharedArray('coaches', () => given().coaches);
const webhooks = new SharedArray('webhooks', () => [given().webhook || {}]);

// Every athlete, with the number of the coach: in the order of their ids, which is none.
const athletes = new SharedArray('athletes', () => {
  const all = [];
  coaches.forEach((coach, number) => coach.clients.forEach((id) => all.push({ id, coach: number })));
  return all.sort((one, other) => (one.id < other.id ? -1 : 1));
});

function withCoach(athlete) {
  const coach = coaches[athlete.coach];
  return { id: athlete.id, token: coach.token, date: coach.date };
}

// Any athlete, another one each time.
export function anAthlete() {
  return withCoach(athletes[Math.floor(Math.random() * athletes.length)]);
}

// An athlete whom no other virtual user writes to, so that what is read back has to be what was written. Where
// there are more virtual users than athletes, `isShared` says that it may be somebody else's.
export function ownAthlete(vus, turn) {
  const mine = exec.vu.idInTest - 1;
  const each = Math.floor(athletes.length / vus);
  if (each === 0) return { ...withCoach(athletes[mine % athletes.length]), isShared: true };
  return { ...withCoach(athletes[(mine % vus) + (turn % each) * vus]), isShared: mine >= vus };
}

// Any coach: whose business and teams are looked at.
export function aCoach() {
  return coaches[Math.floor(Math.random() * coaches.length)];
}

export function aTeam(coach) {
  return coach.teams[Math.floor(Math.random() * coach.teams.length)];
}

export function webhook() {
  return webhooks[0];
}

export function requirePeople() {
  if (athletes.length === 0) throw new Error('nobody to ask about: set DATA_FILE, or CLIENT_IDS (or CLIENT_ID)');
  const { path, accounts } = webhook();
  if (flag('ENABLE_WEBHOOK', false) && !(path && accounts && accounts.length)) {
    throw new Error('nowhere to send events to: set DATA_FILE, or WEBHOOK_PATH and WEBHOOK_ACCOUNTS');
  }
}
