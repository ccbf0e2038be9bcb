"""Addresses of sessions. References are random; nothing personal stands in an address."""

from django.urls import path

from sessions_app.views import answers, calls, live, plans, records, risk, sessions, starts, worries

app_name = "sessions"
urlpatterns = [
    path("", sessions.session_list, name="list"),
    path("new/", plans.plan, name="plan"),
    path("reasons/", sessions.reasons, name="reasons"),
    path("unplanned/<ref:ref>/", starts.unplanned, name="unplanned"),
    path("<ref:ref>/", sessions.detail, name="detail"),
    path("<ref:ref>/change/", plans.change, name="change"),
    path("<ref:ref>/risk/", answers.assess, name="assess"),
    path("<ref:ref>/reason/", answers.reason, name="reason"),
    path("<ref:ref>/send/", answers.send, name="send"),
    path("<ref:ref>/approve/", answers.approve, name="approve"),
    path("<ref:ref>/send-back/", answers.send_plan_back, name="send_back"),
    path("<ref:ref>/call-off/", starts.cancel, name="cancel"),
    path("<ref:ref>/tell/", starts.tell, name="tell"),
    path("<ref:ref>/start/", starts.start, name="start"),
    path("<ref:ref>/live/", live.live, name="live"),
    path("<ref:ref>/live/now/", live.live_body, name="live_body"),
    path("<ref:ref>/live/press/", live.press, name="press"),
    path("<ref:ref>/live/safe-word/", live.safe_word, name="safe_word"),
    path("<ref:ref>/live/screen/", live.screen, name="screen"),
    path("<ref:ref>/live/end/", live.end, name="end"),
    path("<ref:ref>/crisis/", live.crisis, name="crisis"),
    path("<ref:ref>/record/", records.record, name="record"),
    path("<ref:ref>/record/add/", records.addendum, name="addendum"),
    path("<ref:ref>/rearranged/", records.rearranged, name="rearranged"),
    path("<ref:ref>/worry/", worries.worry, name="worry"),
    path("<ref:ref>/worry/take-on/", worries.worry_take_on, name="worry_take_on"),
    path("calls/<ref:ref>/", calls.call, name="call"),
    path("calls/<ref:ref>/agree/", calls.call_agree, name="call_agree"),
    path("calls/<ref:ref>/result/", calls.call_result, name="call_result"),
    path("calls/<ref:ref>/take-on/", calls.call_take_on, name="call_take_on"),
    path("risk/<ref:ref>/new/", risk.risk_add, name="risk_add"),
    path("risk/<ref:ref>/", risk.risk_detail, name="risk_detail"),
    path("agreed/<ref:ref>/", risk.agreed_action, name="agreed_action"),
]
