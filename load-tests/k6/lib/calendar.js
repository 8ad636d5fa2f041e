// Reading an athlete's calendar and race results.

import { flag, number, words } from './config.js';
import { ask } from './requests.js';

const month = new Date().toISOString().slice(0, 7);
const CALENDAR_QUERY = [
  `startDate=${words('START_DATE', `${month}-01`)}`,
  `endDate=${words('END_DATE', `${month}-28`)}`,
  `includeItems=${flag('CALENDAR_INCLUDE_ITEMS', true)}`,
  `includeGroupedByDate=${flag('CALENDAR_INCLUDE_GROUPED_BY_DATE', false)}`,
  `itemsMode=${words('CALENDAR_ITEMS_MODE', 'light')}`,
  `maxItemsPerSource=${number('CALENDAR_MAX_ITEMS_PER_SOURCE', 150, 1, 1000)}`,
].join('&');

export function readCalendar(athlete) {
  return ask({
    endpoint: 'calendar-unified',
    kind: 'read',
    path: `/api/calendar/unified?clientId=${athlete.id}&${CALENDAR_QUERY}`,
    token: athlete.token,
    verify: ({ counts, dateRange }) => counts.total >= 0 && dateRange.startDate.length >= 10,
  });
}

export function readRaceResults(athlete) {
  return ask({
    endpoint: 'race-results-list',
    kind: 'read',
    path: `/api/race-results?clientId=${athlete.id}`,
    token: athlete.token,
    verify: (results) => Array.isArray(results) && results.every((each) => each.clientId === athlete.id),
  });
}
