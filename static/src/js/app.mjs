// Everything here is an improvement of a page that works without it.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, ExitThisPage, NotificationBanner, PasswordInput, Radios, ServiceNavigation,
  SkipLink
} from 'govuk-frontend'
import { start as startAlerts } from './alerts.mjs'
import { tick } from './clock.mjs'
import { start as startDrafts } from './draft.mjs'
import { start as startEntrance } from './entrance.mjs'
import { start as startIdle } from './idle.mjs'
import { start as startLater } from './later.mjs'
import { start as startLive } from './live.mjs'
import { start as startSending } from './send.mjs'
import { start as startShown } from './shown.mjs'

// The design system leaves aria-expanded on radios and tick boxes, where it is not allowed.
const withoutExpanded = Base => class extends Base {
  syncConditionalRevealWithInputState (input) {
    super.syncConditionalRevealWithInputState(input)
    input.removeAttribute('aria-expanded')
  }
}

const parts = [
  Button, CharacterCount, withoutExpanded(Checkboxes), ErrorSummary, ExitThisPage, NotificationBanner, PasswordInput,
  withoutExpanded(Radios), ServiceNavigation, SkipLink
]

function start (scope) {
  for (const Part of parts) createAll(Part, undefined, { scope })
  startDrafts(scope)
  startSending(scope, start)
  startShown(scope)
  startAlerts(scope)
  startEntrance(scope)
  startIdle(scope)
  startLater(scope)
  startLive(scope, start)
  tick(scope)
}

start(document)
document.addEventListener('htmx:load', event => { if (event.detail.elt !== document.body) start(event.detail.elt) })
