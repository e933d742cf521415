"""Every write to boards, one function per use case."""

from sanshe.domain.boards.operations.boards import follow_board, note_visit, open_board, set_board
from sanshe.domain.boards.operations.comments import post_comment, put_comment_back, take_comment_down
from sanshe.domain.boards.operations.moderation import (
    appeal,
    decide_appeal,
    dismiss_reports,
    hide_writing,
    report_writing,
)
from sanshe.domain.boards.operations.pictures import forget_pictures, store_picture
from sanshe.domain.boards.operations.posts import (
    edit_post,
    pin_post,
    post_notice,
    put_post_back,
    take_post_down,
    unpin_post,
)

__all__ = [
    "appeal",
    "decide_appeal",
    "dismiss_reports",
    "edit_post",
    "follow_board",
    "forget_pictures",
    "hide_writing",
    "note_visit",
    "open_board",
    "pin_post",
    "post_comment",
    "post_notice",
    "put_comment_back",
    "put_post_back",
    "report_writing",
    "set_board",
    "store_picture",
    "take_comment_down",
    "take_post_down",
    "unpin_post",
]
