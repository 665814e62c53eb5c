"""The chapters of an archive, in its order."""

from comite.exports.chapters import (
    datasets,
    decisions,
    discussions,
    engineering,
    experiences,
    library,
    meetings,
    members,
    projects,
    votes,
)

CHAPTERS = (
    members.CHAPTER,
    experiences.CHAPTER,
    datasets.CHAPTER,
    discussions.CHAPTER,
    meetings.CHAPTER,
    votes.CHAPTER,
    decisions.CHAPTER,
    engineering.REQUESTS,
    engineering.MISSIONS,
    engineering.TIME_BANK,
    projects.CHAPTER,
    library.CHAPTER,
)
