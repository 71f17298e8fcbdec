"""What the sources leave open about uploads and reviews."""

from wxlocal.core.base.settings import Setting

REVIEW_TIME = Setting(
    name="code_management.review_time",
    default=7200,
    unit="seconds",
    minimum=0,
    why="How long a review takes is not promised: most answers come within hours, some within seven days.",
)
SPEEDED_TIME = Setting(
    name="code_management.speeded_time",
    default=1800,
    unit="seconds",
    minimum=0,
    why="speedupaudit promises an answer within 2 to 12 hours; ours must be shorter than review_time to be seen.",
)
REVIEWER = Setting(
    name="code_management.reviewer",
    default="audit",
    choices=("audit", "accept", "person"),
    why="Reviewers are people. audit: the audit of the uploaded source decides by the rules of the day; accept: all "
    "passes; person: nothing is decided until somebody does, POST .../code-audits/ID/decision.",
)
DETECTION_TIME = Setting(
    name="code_management.detection_time",
    default=60,
    unit="seconds",
    minimum=0,
    why="submit_audit and get_code_privacy_info say 61039 while the check for interfaces runs: 'wait a minute'.",
)
SUBMISSIONS = Setting(
    name="code_management.submissions_a_month",
    default=20,
    minimum=0,
    why="The monthly quota of a third-party platform is told by queryquota alone; samples show small numbers.",
)
SPEEDUPS = Setting(
    name="code_management.speedups_a_month",
    default=5,
    minimum=0,
    why="The monthly quota of speedupaudit is told by queryquota alone.",
)
UNDOS_A_DAY = Setting(
    name="code_management.undos_a_day",
    default=5,
    minimum=0,
    why="undocodeaudit: 5 a day on today's page, 1 a day on an older one; since when is not known. 10 a month in both.",
)
READING_TIME = Setting(
    name="code_management.reading_time",
    default=20,
    unit="seconds",
    minimum=1,
    why="How much of the processor's time reading and auditing a package may take, in a process of its own, before it "
    "is refused: a script of 4 MB takes three seconds, and one that was made to take long must not hold up others.",
)
READING_MEMORY = Setting(
    name="code_management.reading_memory",
    default=1024,
    unit="MiB",
    minimum=256,
    why="How much address space the process that reads code may have: a script of 4 MB needs 300.",
)
PRIVACY_ANSWER = Setting(
    name="code_management.privacy_answer",
    default="yes",
    choices=("yes", "required"),
    why="The console does not submit a version before its developer has said whether it collects personal information "
    "(post 2). yes: a submission by the control API that does not say counts as yes; required: it is refused.",
)
PREVIEW_FILES = Setting(
    name="code_management.preview_files",
    default=10,
    minimum=0,
    why="submit_audit refuses with 85093 what has too many pictures or films in preview_info; no page says how many.",
)
ALL = (
    REVIEW_TIME, SPEEDED_TIME, REVIEWER, DETECTION_TIME, SUBMISSIONS, SPEEDUPS, UNDOS_A_DAY, READING_TIME,
    READING_MEMORY, PRIVACY_ANSWER, PREVIEW_FILES,
)  # fmt: skip
