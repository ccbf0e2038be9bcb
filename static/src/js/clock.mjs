// Clocks in words. The server says how many seconds it is now; from there on only the time that has passed is added,
// so a browser whose clock is wrong shows the right thing.
import { word } from './words.mjs'

const MINUTE = 60; const HOUR = 3600; const DAY = 86400
const begun = new WeakMap()

export function inWords (seconds) {
  seconds = Math.abs(Math.trunc(seconds))
  if (seconds < MINUTE) return word('moment')
  if (seconds < HOUR) return minutes(Math.floor(seconds / MINUTE))
  if (seconds >= 2 * DAY) return word('days', { count: Math.floor(seconds / DAY) })
  const hours = Math.floor(seconds / HOUR); const rest = Math.floor((seconds % HOUR) / MINUTE)
  const text = hours === 1 ? word('hour') : word('hours', { count: hours })
  return rest ? `${text} ${minutes(rest)}` : text
}

const minutes = count => count === 1 ? word('minute') : word('minutes', { count })

export function tick (scope = document) {
  for (const clock of scope.querySelectorAll('[data-clock]')) {
    if (!begun.has(clock)) begun.set(clock, Date.now())
    const seconds = Number(clock.dataset.seconds) + (Date.now() - begun.get(clock)) / 1000
    const late = clock.dataset.clock === 'until'
    const text = late ? word(seconds > 0 ? 'late' : 'in', { time: inWords(seconds) }) : inWords(seconds)
    if (text && clock.textContent !== text) clock.textContent = text
  }
}

setInterval(tick, 15000)
document.addEventListener('visibilitychange', () => { if (!document.hidden) tick() })
