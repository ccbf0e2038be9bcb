// Looks again at a part of an open page. What has only changed is put in place; what is new is announced, and shown
// when the person asks for it: nothing moves under their finger. With data-live-reload the whole page is asked for
// again, because what is shown on it is a reading that the server notes. Markup: see components/live_region.html.
import { tick } from './clock.mjs'
import { ask, isSignedOut } from './http.mjs'
import { word } from './words.mjs'

const AWAY = 3 // how many times slower while the page is not looked at
const QUIET = 3 // failures before the page says that it may be old
const regions = new WeakSet()
const title = document.title

class Region {
  constructor (element) {
    this.element = element
    this.note = element.querySelector('[data-live-note]')
    this.latest = element.dataset.latest ?? ''
    this.failures = 0
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.look() })
    this.again()
  }

  get body () { return this.element.querySelector('[data-live-body]') }

  again () {
    clearTimeout(this.timer)
    const seconds = Math.max(2, Number(this.element.dataset.pollSeconds) || 10)
    this.timer = setTimeout(() => this.look(), seconds * 1000 * (document.hidden ? AWAY : 1))
  }

  async look () {
    if (this.looking || this.stopped) return
    this.looking = true
    try {
      const answer = await ask(this.element.dataset.pollUrl)
      if (isSignedOut(answer) || answer.status === 403) return this.stop()
      if (!answer.ok) throw new Error(answer.status)
      this.took(await answer.text())
    } catch {
      if (++this.failures === QUIET) this.say(word('stale'))
    } finally {
      this.looking = false
      if (!this.stopped) this.again()
    }
  }

  stop () {
    this.stopped = true
    this.say(word('stopped'))
  }

  took (html) {
    const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live-body]')
    if (!fresh) throw new Error('no body')
    if (this.failures >= QUIET) this.say('')
    this.failures = 0
    const latest = fresh.dataset.latest ?? ''
    const isNew = latest !== this.latest
    if (isNew && !this.element.hasAttribute('data-live-replace')) return this.offer(fresh, latest)
    if (this.waiting) return
    this.put(fresh)
    if (isNew) this.say(fresh.dataset.announce || '')
    this.latest = latest
  }

  put (fresh) {
    const inUse = this.body.contains(document.activeElement) || this.body.innerHTML === fresh.innerHTML
    if (inUse) return
    this.body.replaceWith(document.adoptNode(fresh))
    tick(this.element)
  }

  // Something new: say so, mark the tab, and wait to be asked.
  offer (fresh, latest) {
    this.waiting = fresh
    if (latest === this.offered) return
    this.offered = latest
    const show = Object.assign(document.createElement('button'), { type: 'button', className: 'sg-link', textContent: word('show') })
    show.addEventListener('click', () => this.element.hasAttribute('data-live-reload') ? location.reload() : this.show(latest))
    this.say(word('newOne'), show)
    if (!document.hasFocus()) document.title = `${word('new')} ${title}`
  }

  show (latest) {
    this.latest = this.waiting.dataset.latest ?? latest
    this.body.replaceWith(document.adoptNode(this.waiting))
    this.waiting = undefined
    this.offered = undefined
    this.say('')
    document.title = title
    tick(this.element)
    this.body.tabIndex = -1
    this.body.focus()
  }

  say (text, ...more) {
    if (this.note) this.note.replaceChildren(text, ...(more.length ? [' ', ...more] : []))
  }
}

export function start (scope) {
  for (const element of scope.querySelectorAll('[data-poll-url]')) {
    if (!regions.has(element)) { regions.add(element); new Region(element) } // eslint-disable-line no-new
  }
}
