// The four boxes at a bar, computed exactly as on the server: cases.py is the reference.

const sum = (counts) => counts.reduce((a, b) => a + b, 0);

/** The cases whose score reaches the bar are flagged. */
export function matrixAt({ fine, real }, bar) {
  return {
    found: sum(real.slice(bar)),
    alarms: sum(fine.slice(bar)),
    missed: sum(real.slice(0, bar)),
    silent: sum(fine.slice(0, bar)),
  };
}

/** Shares in [0, 1]; precision is null without alerts. */
export function sharesOf({ found, alarms, missed, silent }) {
  return {
    precision: found + alarms ? found / (found + alarms) : null,
    recall: found / (found + missed),
    false: alarms / (alarms + silent),
  };
}

/** Points for missed cases, false alarms and checks. */
export function costOf({ found, alarms, missed }, [perMissed, perAlarm, perCheck]) {
  return missed * perMissed + alarms * perAlarm + (found + alarms) * perCheck;
}
