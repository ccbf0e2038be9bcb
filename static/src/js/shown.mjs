// Questions that follow an answer: hidden until it is given. Without this script they are simply there.
// Markup: <div data-shown-when="name of the radios" data-shown-for="yes not_sure">.
function look (element) {
  const { shownWhen, shownFor } = element.dataset
  const chosen = element.closest('form').querySelector(`[name="${CSS.escape(shownWhen)}"]:checked`)
  element.hidden = !(chosen && shownFor.split(' ').includes(chosen.value))
}

export function start (scope) {
  for (const element of scope.querySelectorAll('[data-shown-when]')) {
    const form = element.closest('form')
    form.addEventListener('change', () => look(element))
    window.addEventListener('pageshow', () => look(element)) // the browser may fill the form again on going back
    look(element)
  }
}
