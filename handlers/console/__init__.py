"""The console: pages for people, rendered here, enhanced by HTMX, usable without JavaScript.

A page is a file `pages/<page>.py` with a `router` (fastapi.APIRouter), templates under `templates/<page>/` that extend
`shell.html`, texts under `locale/<page>/<it|de|fr|pl|es>.po`, and a line in `nav.py`.

    @router.get("/things")
    async def things(visit: Visiting) -> Response:              # who reads, in which language and zone, and the context
        return visit.render("things/list.html", rows=await ...)

    @router.post("/things")
    async def change(visit: Visiting, form: Posted) -> Response:  # the form, its token checked
        return visit.go("/things", _("It is done."))               # 303, with a sentence on the next page

- A template begins with `{% extends "shell.html" %}` and fills the blocks `title` and `content`; `title` is also the
  only h1 unless the block `heading` is filled. Its parts come from
  `{% from "parts.html" import badge, table, act_form, hidden … with context %}`.
- Texts are English msgids: `{{ _("Cases") }}`, `{% trans %}…{% endtrans %}`, in Python `_ = visit.texts.gettext`;
  constants are marked with `N_("…")` of `texts.py`. Words of the trade (states, events, timers) go through `|word`.
- Filters: `at|when` (reader's zone, exact instant on hover), `at|day`, `due|left` (a countdown),
  `amount|money(currency)`, `number|count`, `code|word`. None is shown as an en dash.
- Every form posts `{{ hidden(revision=…) }}`: the token, and the revision on which the reader decides.
- What people do to cases by a form is a deed of `casework/deeds.py`: the page of a case offers it, the list for many.
- No inline script or style, nothing from another machine: the content security policy refuses both.
- An element that is to be found by a test or a shortcut has a role and a name, or an id; `data-key="a"` on a link,
  button or input makes `a` its shortcut.
- A per cent sign inside a text of a template is written `%%`.
"""
