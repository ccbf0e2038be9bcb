"""Addresses of what line managers record of their people, and of who is signed in where."""

from django.urls import path

from safeguard.practitioners import views
from safeguard.practitioners.views import sign_ins

app_name = "practitioners"
urlpatterns = [
    path("<uuid:ref>/training/", views.training, name="training"),
    path("sign-ins/", sign_ins.signers, name="signers"),
    path("sign-ins/yours/", sign_ins.own_sign_ins, name="own_sign_ins"),
    path("sign-ins/yours/end/", sign_ins.own_sign_ins_end, name="own_sign_ins_end"),
    path("sign-ins/yours/end/<uuid:ref>/", sign_ins.own_sign_in_end, name="own_sign_in_end"),
    path("sign-ins/yours/keep-second-step/", sign_ins.own_reset_stop, name="own_reset_stop"),
    path("sign-ins/yours/unlink/", sign_ins.own_work_unlink, name="own_work_unlink"),
    path("<uuid:ref>/sign-ins/", sign_ins.sign_ins, name="sign_ins"),
    path("<uuid:ref>/sign-ins/end/", sign_ins.sign_ins_end, name="sign_ins_end"),
    path("<uuid:ref>/sign-ins/unlink/", sign_ins.work_unlink, name="work_unlink"),
    path("<uuid:ref>/sign-ins/reset/", sign_ins.reset_ask, name="reset_ask"),
    path("<uuid:ref>/sign-ins/reset/agree/", sign_ins.reset_agree, name="reset_agree"),
    path("<uuid:ref>/sign-ins/reset/stop/", sign_ins.reset_stop, name="reset_stop"),
    path("<uuid:ref>/sign-ins/reset/do/", sign_ins.reset_do, name="reset_do"),
]
