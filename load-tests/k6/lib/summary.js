// What is said at the end: a line for each threshold, and all figures as JSON where SUMMARY_PATH says.

import { words } from './config.js';

function figure(values, expression) {
  const [, name] = expression.match(/^\s*(p\(\d+\)|\w+)/);
  const value = values[name];
  return value === undefined ? '-' : String(Math.round(value * 10000) / 10000);
}

export function summary(data) {
  const lines = [];
  Object.keys(data.metrics).sort().forEach((name) => {
    const { thresholds, values } = data.metrics[name];
    Object.keys(thresholds || {}).forEach((expression) => {
      const mark = thresholds[expression].ok ? 'ok  ' : 'MISS';
      lines.push(`${mark} ${name}: ${expression} (is ${figure(values, expression)})`);
    });
  });
  const files = { stdout: `${lines.join('\n')}\n` };
  const path = words('SUMMARY_PATH', '');
  if (path) files[path] = JSON.stringify(data);
  return files;
}
