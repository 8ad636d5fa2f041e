// Reading dashboards, of many teams and businesses: one alone would measure the cache.

import { flag, number } from './config.js';
import { aCoach, aTeam } from './people.js';
import { ask } from './requests.js';

const DAYS = number('TEAM_DASHBOARD_DAYS', 30, 1, 90);
const MEMBERS = flag('TEAM_DASHBOARD_INCLUDE_MEMBER_STATS', false);
const BROADCASTS = flag('TEAM_DASHBOARD_INCLUDE_RECENT_BROADCASTS', true);
const STATS = {
  includeRecentTests: flag('BUSINESS_STATS_INCLUDE_RECENT_TESTS', false),
  includeMonthlyTrend: flag('BUSINESS_STATS_INCLUDE_MONTHLY_TREND', false),
  includeBreakdowns: flag('BUSINESS_STATS_INCLUDE_BREAKDOWNS', false),
  includeSubscriptions: flag('BUSINESS_STATS_INCLUDE_SUBSCRIPTIONS', false),
  shortWindow: flag('BUSINESS_STATS_SHORT_WINDOW', true),
};
const STATS_QUERY = Object.keys(STATS).map((name) => `${name}=${STATS[name]}`).join('&');

export function teamDashboard(coach = aCoach()) {
  const team = aTeam(coach);
  if (!team) return;
  ask({
    endpoint: 'team-dashboard',
    kind: 'read',
    path:
      `/api/teams/${team}/dashboard?includeMemberStats=${MEMBERS}` +
      `&includeRecentBroadcasts=${BROADCASTS}&days=${DAYS}`,
    token: coach.token,
    verify: ({ data }) => data.team.id === team && data.team.memberCount > 0,
  });
}

export function businessStats(coach = aCoach()) {
  if (!coach.businessId) return;
  ask({
    endpoint: 'business-stats',
    kind: 'read',
    path: `/api/business/${coach.businessId}/stats?${STATS_QUERY}`,
    token: coach.token,
    verify: (content) => content.businessId === coach.businessId && content.statistics.uniqueClientsCount !== undefined,
  });
}
