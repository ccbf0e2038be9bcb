"""The one vocabulary of permissions. Roles (practitioners) grant them; code asks ``user.may(...)``."""

from enum import StrEnum


class Permission(StrEnum):
    """What somebody may do. The value is stored nowhere: roles are stored, and grant these."""

    RAISE_CONCERN = "raise a concern"
    SEE_SERVICE_INCIDENTS = "see the incidents of their own services"
    SEE_ALL_INCIDENTS = "see every incident that is not restricted"
    SEE_STAFF_INCIDENTS = "see incidents about people who work for us"
    SEE_LEAD_INCIDENTS = "see incidents about the safeguarding lead"
    SEE_IMAGERY_INCIDENTS = "see incidents that involve imagery"
    HANDLE_INCIDENTS = "acknowledge and work on the incidents they may see"
    SIGN_OFF_INCIDENTS = "close an incident"
    SIGN_OFF_STAFF_INCIDENTS = "close an incident about somebody who works for us, or about the safeguarding lead"
    SEE_DASHBOARD = "see the safeguarding dashboard"
    WORK_WITH_PEOPLE = "register young people, plan and run sessions with them"
    SEE_SERVICE_PEOPLE = "see the people and sessions of their own services"
    SEE_ALL_PEOPLE = "see the people and sessions of every service"
    LIFT_CONTACT_STOPS = "allow contact that somebody has said is not safe"
    MANAGE_TEAM = "see and approve the work of their team"
    MANAGE_PLATFORMS = "assess platforms"
    MANAGE_POLICIES = "issue policies"
    SEE_REPORTS = "see board reports that were issued"
    SEE_DRAFT_REPORTS = "see and export the figures of every quarter"
    ISSUE_REPORTS = "edit and issue board reports"
    MANAGE_PEOPLE = "set up services, people, roles and posts"
    ANSWER_QUESTIONS = "answer questions that are put to the online safety group"
    MANAGE_THRESHOLDS = "change the thresholds in force"
    RELEASE_HELD = "release what stands still since a backup was restored"
    OPERATE = "see queues, deliveries and versions"
