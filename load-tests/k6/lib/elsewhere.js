// Calendars and race results; and endpoints of the product around this platform, which are asked only where they
// are said to be there.

import exec from 'k6/execution';
import { flag, number, words } from './config.js';
import { ask } from './requests.js';

const CALENDAR = flag('ENABLE_CALENDAR', true);
const RACES = flag('ENABLE_RACE_RESULTS', true);
const AI = flag('ENABLE_AI', false);
const WEBHOOK = flag('ENABLE_WEBHOOK', false);

const month = new Date().toISOString().slice(0, 7);
const CALENDAR_QUERY = [
  `startDate=${words('START_DATE', `${month}-01`)}`,
  `endDate=${words('END_DATE', `${month}-28`)}`,
  `includeItems=${flag('CALENDAR_INCLUDE_ITEMS', true)}`,
  `includeGroupedByDate=${flag('CALENDAR_INCLUDE_GROUPED_BY_DATE', false)}`,
  `itemsMode=${words('CALENDAR_ITEMS_MODE', 'light')}`,
  `maxItemsPerSource=${number('CALENDAR_MAX_ITEMS_PER_SOURCE', 150, 1)}`,
].join('&');

export function readElsewhere(athlete) {
  const common = { kind: 'read', token: athlete.token };
  if (CALENDAR) {
    const path = `/api/calendar/unified?clientId=${athlete.id}&${CALENDAR_QUERY}`;
    const verify = (content) => content.dateRange && content.counts.total >= 0;
    ask({ ...common, endpoint: 'calendar-unified', path, verify });
  }
  if (RACES) {
    const path = `/api/race-results?clientId=${athlete.id}`;
    ask({ ...common, endpoint: 'race-results-list', path, verify: Array.isArray });
  }
}

export function writeElsewhere(athlete) {
  const common = { kind: 'external', method: 'POST', token: athlete.token };
  if (AI) {
    const messages = [{ role: 'user', content: 'Hur ska jag träna idag?' }];
    const body = { messages, provider: 'OPENAI', isAthleteChat: true, webSearchEnabled: false };
    ask({ ...common, endpoint: 'ai-chat-post', path: '/api/ai/chat', body });
  }
  if (WEBHOOK) {
    // One event, an object, with an id of its own: an array is acknowledged and dropped.
    const id = exec.vu.idInTest * 1000000 + exec.vu.iterationInInstance;
    const body = { object_type: 'activity', aspect_type: 'create', object_id: id, owner_id: exec.vu.idInTest };
    ask({ ...common, endpoint: 'strava-webhook-post', path: '/api/integrations/strava/webhook', body, ok: [200, 202] });
  }
}
