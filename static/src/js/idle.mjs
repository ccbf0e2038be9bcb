// Before a sign-in ends because nothing was pressed, the page says so, aloud, and takes nobody's focus. Another tab may
// have been used since: the server is asked before anything is said. Markup: components/idle.html.
import { ask, isSignedOut, post } from './http.mjs'
import { word } from './words.mjs'

const WARNED = 120 // seconds before the end
const AGAIN = 15 // seconds between two looks once it has been said
const started = new WeakSet()

class Idle {
  constructor (element) {
    this.element = element
    this.text = element.querySelector('[data-idle-text]')
    this.form = element.querySelector('form')
    this.form.addEventListener('submit', event => { event.preventDefault(); this.stay() })
    this.wait(Number(element.dataset.idle))
  }

  // A machine that slept has not counted: whoever comes back to the page is told at once.
  wait (seconds) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.look(), Math.max(AGAIN, seconds - WARNED) * 1000)
  }

  async look () {
    try {
      const answer = await ask(this.element.dataset.idleUrl, { accept: 'application/json' })
      if (isSignedOut(answer)) return this.over()
      this.took((await answer.json()).seconds)
    } catch {
      this.wait(0)
    }
  }

  async stay () {
    try {
      const answer = await post(this.element.dataset.idleUrl, this.form, new URLSearchParams(), { accept: 'application/json' })
      if (isSignedOut(answer)) return this.over()
      this.took((await answer.json()).seconds)
    } catch {
      this.form.submit()
    }
  }

  took (seconds) {
    const isSoon = seconds <= WARNED
    this.element.hidden = !isSoon
    this.say(isSoon ? word('idle') : '')
    this.wait(isSoon ? 0 : seconds)
  }

  over () {
    clearTimeout(this.timer)
    this.element.hidden = false
    this.form.hidden = true
    const link = this.element.querySelector('[data-idle-sign-in]')
    link.href = `${link.getAttribute('href').split('?')[0]}?next=${encodeURIComponent(location.pathname)}`
    link.hidden = false
    this.say(word('idleOver'))
  }

  say (text) { if (this.text.textContent !== text) this.text.textContent = text }
}

export function start (scope) {
  for (const element of scope.querySelectorAll('[data-idle]')) {
    if (started.has(element)) continue
    started.add(element)
    const idle = new Idle(element)
    document.addEventListener('visibilitychange', () => { if (!document.hidden) idle.look() })
  }
}
