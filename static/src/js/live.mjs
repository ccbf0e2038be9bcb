// The live page. A press is sent at once, in the order it was made (the safe word goes first), and stays in the page until the server has said
// that it has it: without a signal it says NOT SENT and is sent again with the same token and the seconds it has
// waited, so that it carries the moment it was made and counts once. The server answers with the page as it now is;
// only parts that have changed are put in place, and none that somebody is typing in.
// Markup: [data-live-page], [data-live-body], [data-piece][id][data-v], form[data-press]; see templates/sessions/.
import { ask, fieldsOf, isSignedOut, post } from './http.mjs'
import { word } from './words.mjs'

const WAITS = [2, 4, 8, 15] // seconds; the last one again and again
const RING_AFTER = 60000
const LOOK = 15000 // ms: the other worker presses too
const RETRY = new Set([408, 425, 429])
const pages = new WeakSet()

class LivePage {
  constructor (element, restart) {
    Object.assign(this, { element, restart, waiting: [], tries: 0 })
    this.banner = element.querySelector('[data-unsent]')
    element.addEventListener('submit', event => this.pressed(event))
    element.addEventListener('click', event => this.opens(event))
    element.addEventListener('toggle', event => this.unfolded(event), true)
    this.banner.querySelector('[data-unsent-again]').addEventListener('click', () => this.send())
    window.addEventListener('online', () => this.send())
    window.addEventListener('beforeunload', event => { if (this.waiting.length || this.typed()) event.preventDefault() })
    document.addEventListener('visibilitychange', () => { if (!document.hidden) this.look() })
    setInterval(() => this.look(), LOOK)
    if (location.hash === '#crisis') this.open('crisis')
  }

  pressed (event) {
    const form = event.target
    if (!form.matches('form[data-press]')) return
    event.preventDefault()
    this.take(form, event.submitter)
  }

  take (form, button) {
    if (form.dataset.taken) return
    const fields = fieldsOf(form)
    if (button?.name) fields.append(button.name, button.value)
    form.dataset.taken = 'yes'
    this.waiting.push({ form, fields, button, at: performance.now(), url: form.action, isFirst: form.hasAttribute('data-press-first') })
    busy(form, button, true)
    if (form.dataset.pressStarts) this.begin(form.dataset.pressStarts)
    this.send()
  }

  // What cannot wait for the server: the countdown of a lost connection begins with the press.
  begin (name) {
    const template = this.element.querySelector(`template[data-template="${name}"]`)
    const state = this.element.querySelector('#state')
    if (template && !state.querySelector('[data-countdown]')) state.prepend(template.content.cloneNode(true))
    count(this.element)
    this.show('state')
  }

  async send () {
    if (this.sending || !this.waiting.length) return
    clearTimeout(this.timer)
    this.sending = true
    const passed = new Map() // presses that this server would not take now: they keep nobody else waiting
    try {
      for (let press; (press = this.next(passed));) {
        try {
          await this.attempt(press)
        } catch (error) {
          if (!error.passes) throw error
          passed.set(press, error.kind)
        }
      }
      if (passed.size) this.failed([...passed.values()].includes('retrying') ? 'retrying' : 'refused')
      else this.arrived()
    } catch (error) {
      this.failed(error.kind ?? 'retrying')
    } finally {
      this.sending = false
    }
  }

  // Which press goes next: the safe word before all others.
  next (passed) {
    const left = this.waiting.filter(press => !passed.has(press))
    return left.find(press => press.isFirst) ?? left[0]
  }

  async attempt (press) {
    const held = Math.floor((performance.now() - press.at) / 1000)
    press.fields.set('held_seconds', held)
    const answer = await post(press.url, press.form, press.fields)
    if (isSignedOut(answer) || answer.status === 403) throw Object.assign(new Error(), { kind: 'signedout' })
    if (!answer.ok && answer.status !== 422) {
      const kind = answer.status >= 500 || RETRY.has(answer.status) ? 'retrying' : 'refused'
      throw Object.assign(new Error(), { kind, passes: !RETRY.has(answer.status) })
    }
    const html = await answer.text()
    this.waiting = this.waiting.filter(one => one !== press)
    delete press.form.dataset.taken
    busy(press.form, press.button, false)
    this.put(html, press.form, answer.ok)
  }

  arrived () {
    this.tries = 0
    this.banner.hidden = true
    clearTimeout(this.ringTimer)
    this.ringTimer = undefined
  }

  failed (kind) {
    this.banner.hidden = false
    for (const part of this.banner.querySelectorAll('[data-unsent-when]')) part.hidden = part.dataset.unsentWhen !== kind
    this.ringTimer ??= setTimeout(() => { this.banner.querySelector('[data-unsent-ring]').hidden = false }, RING_AFTER)
    if (kind === 'retrying') {
      const wait = WAITS[Math.min(this.tries++, WAITS.length - 1)]
      this.timer = setTimeout(() => this.send(), wait * 1000)
    }
  }

  async look () {
    if (document.hidden || this.sending || this.waiting.length || this.looking) return
    this.looking = true
    try {
      const answer = await ask(this.element.dataset.liveUrl)
      if (answer.status === 410 && !this.typed()) return location.reload()
      if (answer.ok) this.put(await answer.text())
    } catch { /* no signal: the next press will say so */ } finally { this.looking = false }
  }

  // Puts the parts that have changed in place. `form`: the one that was sent.
  put (html, form, isSaved) {
    const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('[data-live-body]')
    if (!fresh) return
    const sentFrom = form?.hasAttribute('data-press-when-open') ? undefined : form?.closest('[data-piece]')?.id
    for (const piece of fresh.querySelectorAll('[data-piece]')) {
      const old = document.getElementById(piece.id)
      const isSent = piece.id === sentFrom
      if (!old || (!isSent && (old.dataset.v === piece.dataset.v || inUse(old)))) continue
      if (old.open && !(isSent && old.matches('.sg-step'))) piece.open = true
      if (old.dataset.noted) piece.dataset.noted = old.dataset.noted
      const put = document.adoptNode(piece)
      old.replaceWith(put)
      this.restart(put)
    }
    count(this.element)
    if (!sentFrom) return
    const now = document.getElementById(sentFrom)
    if (isSaved) {
      this.say(word('saved', { time: new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' }) }))
      this.onwards(now)
    } else now?.querySelector('.govuk-error-message')?.closest('.govuk-form-group')?.querySelector('input, textarea')?.focus()
  }

  // The next line opens by itself; the focus stays where it was pressed. What was pressed in the bar, in a hurry, shows
  // what to do now: never with the focus on a button that undoes it.
  onwards (now) {
    if (!now) return
    if (now.id === 'bar') return this.show('state')
    const isLine = now.matches('.sg-step')
    if (isLine) {
      now.open = false
      const next = [...this.element.querySelectorAll('.sg-step')].find(one => !one.matches('.sg-step--done') && one.querySelector('form[data-press]'))
      if (next) next.open = true
    }
    if (!document.activeElement || document.activeElement === document.body) (isLine ? now.querySelector('summary') : now.querySelector('summary, button, textarea'))?.focus({ preventScroll: true })
  }

  opens (event) {
    const link = event.target.closest('[data-opens]')
    if (link) this.open(link.dataset.opens)
  }

  show (id) {
    const place = document.getElementById(id)
    place.tabIndex = -1
    place.focus({ preventScroll: true })
    place.scrollIntoView({ block: 'start' })
  }

  open (id) {
    const fold = document.getElementById(id)
    if (fold) fold.open = true
  }

  unfolded (event) {
    const form = event.target.open && event.target.querySelector(':scope > form[data-press-when-open]')
    if (form && !event.target.dataset.noted) {
      event.target.dataset.noted = 'yes'
      this.take(form)
    }
  }

  typed () { return [...this.element.querySelectorAll('[data-piece]')].some(inUse) }

  say (text) {
    const said = this.element.querySelector('[data-live-said]')
    if (said) said.textContent = text
  }
}

// Somebody has begun to answer here, and it has not been sent.
function inUse (piece) {
  return [...piece.querySelectorAll('textarea, input:not([type=hidden])')].some(field =>
    field.type === 'radio' || field.type === 'checkbox' ? field.checked !== field.defaultChecked : field.value !== field.defaultValue)
}

function busy (form, button, isBusy) {
  for (const one of form.querySelectorAll('button[type=submit]')) one.toggleAttribute('aria-disabled', isBusy)
  if (!button) return
  button.dataset.label ??= button.innerHTML
  if (isBusy) button.textContent = word('sending')
  else button.innerHTML = button.dataset.label
}

// The time left until somebody has to be rung back, by this page's own steady clock.
const ends = new WeakMap()

function count (scope = document) {
  for (const element of scope.querySelectorAll('[data-countdown]')) {
    if (!ends.has(element)) ends.set(element, performance.now() + Number(element.dataset.secondsLeft) * 1000)
    const left = Math.ceil((ends.get(element) - performance.now()) / 1000)
    const clock = element.querySelector('[data-countdown-clock]')
    const late = element.querySelector('[data-countdown-late]')
    if (clock) clock.hidden = false // a button that is being sent says so, and has no clock meanwhile
    if (clock) clock.textContent = `${left < 0 ? '−' : ''}${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, '0')}`
    element.classList.toggle('sg-lost--late', left <= 0)
    if (left <= 0 && late?.hidden) late.hidden = false
  }
}

export function start (scope, restart) {
  for (const element of scope.querySelectorAll('[data-live-page]')) {
    if (pages.has(element)) continue
    pages.add(element)
    new LivePage(element, restart) // eslint-disable-line no-new
    setInterval(count, 1000)
    count()
  }
}
