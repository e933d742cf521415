"""Refusals about taxonomies."""

from django.utils.translation import gettext_lazy as _

from sanshe.kernel.errors import DomainError


class TermsUnreadable(DomainError):
    """The file of terms contradicts itself."""

    code = "terms_unreadable"
    message = _("The list of categories cannot be used: %(fault)s")


class TermNameMissing(DomainError):
    """A category without a Chinese name."""

    code = "term_name_missing"
    field = "name_zh"
    message = _("Please write what this category is called in Chinese.")


class TermNameTooLong(DomainError):
    """A name that no chip can show."""

    code = "term_name_too_long"
    field = "name_zh"
    message = _("The name has %(length)s characters; at most %(limit)s are possible.")


class TermNameTaken(DomainError):
    """Two leaves of one category would be called the same."""

    code = "term_name_taken"
    field = "name_zh"
    message = _("There is a category of this name already: %(name)s.")


class TermWordsUnfit(DomainError):
    """Too many words, or one that is no word."""

    code = "term_words_unfit"
    field = "words_zh"
    message = _("At most %(count)s words of at most %(length)s characters each are possible.")


class TermRetired(DomainError):
    """Something was to grow under a category that is no longer in use."""

    code = "term_retired"
    message = _("This category is retired. Bring it back into use first.")


class TermMissing(DomainError):
    """No category of this code."""

    code = "term_missing"
    message = _("There is no such category any more.")


class TooLittleToLearn(DomainError):
    """So few sentences were sorted that learning would be guessing."""

    code = "too_little_to_learn"
    message = _(
        "There is too little to learn from: %(texts)s different sentences in %(classes)s categories. "
        "At least %(texts_wanted)s in %(classes_wanted)s are needed. Until then the words of the categories decide."
    )


class LearningUnderWay(DomainError):
    """Somebody asked for it already."""

    code = "learning_under_way"
    message = _("It is being learned right now. Please look again in a few minutes.")


class LearningForbidden(DomainError):
    """Not theirs to start."""

    code = "learning_forbidden"
    message = _("Only the officers of the district can have this learned anew.")


class ModelOvertaken(DomainError):
    """Another model came into force while this one was being compared."""

    code = "model_overtaken"
    message = _("Another model has come into force meanwhile. Please let it be learned once more.")
