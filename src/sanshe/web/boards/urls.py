"""Addresses of notices and talk."""

from django.urls import path

from sanshe.web.boards import board_views, moderation_views, picture_views, post_views, talk_views

POST, COMMENT = {"kind": "post"}, {"kind": "comment"}

urlpatterns = [
    path("boards/", board_views.boards, name="boards"),
    path("groups/<uuid:pk>/board/", board_views.board, name="board"),
    path("communities/<slug:code>/board/", board_views.community_board, name="community_board"),
    path("boards/<uuid:pk>/write/", post_views.write, name="write_post"),
    path("boards/<uuid:pk>/follow/", board_views.follow, name="follow_board"),
    path("boards/<uuid:pk>/names/", board_views.names, name="board_names"),
    path("boards/<uuid:pk>/settings/", board_views.settings, name="board_settings"),
    path("posts/<uuid:pk>/", post_views.post, name="post"),
    path("posts/<uuid:pk>/edit/", post_views.edit, name="edit_post"),
    path("posts/<uuid:pk>/print/", post_views.print_post, name="print_post"),
    path("posts/<uuid:pk>/pin/", post_views.pin, name="pin_post"),
    path("posts/<uuid:pk>/unpin/", post_views.unpin, name="unpin_post"),
    path("posts/<uuid:pk>/take-down/", post_views.take_down, name="take_post_down"),
    path("posts/<uuid:pk>/put-back/", post_views.put_back, name="put_post_back"),
    path("posts/<uuid:pk>/answer/", talk_views.answer, name="answer_post"),
    path("posts/<uuid:pk>/report/", moderation_views.report, POST, name="report_post"),
    path("posts/<uuid:pk>/object/", moderation_views.appeal, POST, name="appeal_post"),
    path("posts/<uuid:pk>/moderate/", moderation_views.moderate, POST, name="moderate_post"),
    path("comments/<uuid:pk>/", talk_views.comment, name="comment"),
    path("comments/<uuid:pk>/take-down/", talk_views.take_down, name="take_comment_down"),
    path("comments/<uuid:pk>/put-back/", talk_views.put_back, name="put_comment_back"),
    path("comments/<uuid:pk>/report/", moderation_views.report, COMMENT, name="report_comment"),
    path("comments/<uuid:pk>/object/", moderation_views.appeal, COMMENT, name="appeal_comment"),
    path("comments/<uuid:pk>/moderate/", moderation_views.moderate, COMMENT, name="moderate_comment"),
    path("pictures/<uuid:pk>/", picture_views.picture, name="picture"),
    path("pictures/<uuid:pk>/small/", picture_views.picture, {"is_small": True}, name="small_picture"),
    path("moderation/", moderation_views.desk, name="moderation"),
    path("moderation/counts/", moderation_views.counts, name="moderation_counts"),
]
