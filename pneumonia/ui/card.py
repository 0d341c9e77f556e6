"""The answer in words: the HTML of the result card, its empty state, and the alert about a file that cannot be read."""

from html import escape

from pneumonia.report import CONFIDENT, NORMAL, PNEUMONIA, Note, Report, percent
from pneumonia.ui.session import Seen
from pneumonia.ui.texts import Texts

#: What is answered about a film unlike those the model learned from, whichever label it got: it must not look certain.
UNRELIABLE = "UNRELIABLE"
#: One shape per verdict, so that colour is never the only sign.
ICONS = {
    NORMAL: '<path d="M4 12.5l5 5L20 6.5"/>',
    PNEUMONIA: '<path d="M12 3.5L22 20.5H2Z"/><path d="M12 10v5"/><path d="M12 17.6v.4"/>',
    UNRELIABLE: (
        '<circle cx="12" cy="12" r="9"/><path d="M9.4 9.6a2.7 2.7 0 1 1 3.9 2.4q-1.3.7-1.3 2"/><path d="M12 17v.4"/>'
    ),
    None: '<circle cx="12" cy="12" r="9"/><path d="M6 18L18 6"/>',
}


def sure(report: Report, texts: Texts) -> str:
    """How sure the model is of its label, in a word or two."""
    return report.sure(unreliable=texts.unreliable, flagged_at=texts.flagged_at)


def sure_why(report: Report, texts: Texts) -> str:
    """What that is: a confidence, or why there is none; for a label that is not the likelier one, its threshold."""
    if report.confidence is None:
        return texts.unreliable_why
    return f"({texts.threshold} {percent(report.threshold)})" if report.flagged else texts.confidence


def short(revision: str) -> str:
    """A commit as people write it; a content's own hash is short already."""
    return revision[:7] if len(revision) == 40 else revision


def icon(verdict: str | None) -> str:
    return f'<svg class="px-icon" viewBox="0 0 24 24" aria-hidden="true">{ICONS[verdict]}</svg>'


def verdict(report: Report) -> str | None:
    """What shape and colour stand for: the label, ``UNRELIABLE`` where it must not be relied on, None without one."""
    return UNRELIABLE if report.label and report.unfamiliar else report.label


def result(seen: Seen, population: str, texts: Texts) -> str:
    """The card about one image; ``role=status`` makes a screen reader say it when it appears."""
    report = seen.report
    kind = (verdict(report) or "refused").lower()
    parts = [
        f'<section class="px-card px-result px-{kind}" role="status" aria-label="{escape(texts.result_label)}">',
        f'<p class="px-fine"><bdi>{escape(seen.name)}</bdi></p>' if seen.name else "",
        _headline(report, texts),
        f'<p class="px-advice">{escape(texts.say(report.advice))}</p>',
        _meter(report, texts) if report.probability is not None else "",
        f'<p class="px-truth">{escape(texts.truth.format(label=seen.truth))}</p>' if seen.truth else "",
        _warnings(report, texts),
        _limits(report, population, texts) if report.label else _details(report, texts),
        "</section>",
    ]
    return "".join(parts)


def brief(report: Report, texts: Texts) -> str:
    """The card in brief, above pictures elsewhere: the answer, and what to keep in mind or why there is none."""
    kind = (verdict(report) or "refused").lower()
    return (
        f'<section class="px-card px-result px-brief px-{kind}" aria-label="{escape(texts.result_label)}">'
        f"{_headline(report, texts)}{_warnings(report, texts)}</section>"
    )


def empty(texts: Texts) -> str:
    """What stands where the answer will be."""
    steps = "".join(f"<li>{escape(step)}</li>" for step in texts.empty_steps)
    return f'<section class="px-card px-empty"><h2>{escape(texts.empty_title)}</h2><ol>{steps}</ol></section>'


def alert(message: str, texts: Texts) -> str:
    """A message that stays until the next image."""
    return (
        f'<div class="px-alert" role="alert">{icon(PNEUMONIA)}<div><strong>{escape(texts.alert_title)}</strong>'
        f"<p>{escape(message)}</p></div></div>"
    )


def _headline(report: Report, texts: Texts) -> str:
    if report.label is None:
        return f'<h2 class="px-verdict">{icon(None)}<span>{escape(texts.verdict_refused)}</span></h2>'
    return (
        f'<h2 class="px-verdict">{icon(verdict(report))}<span>{escape(report.label)}, '
        f"{escape(sure(report, texts))}</span> <small>{escape(sure_why(report, texts))}</small></h2>"
    )


def _meter(report: Report, texts: Texts) -> str:
    """Probability as a bar from 0 to 100 %, the threshold marked, and the zone hatched where either label is doubtful.

    Below it a NORMAL is confident, above it a PNEUMONIA.
    """
    probability, threshold = report.probability or 0.0, report.threshold
    low, high = min(1.0 - CONFIDENT, threshold), max(CONFIDENT, threshold)
    stated, words = escape(percent(report.probability)), escape(f"{texts.threshold} {percent(threshold)}")
    # Near the right edge the words would be cut off, so they go to the left of their mark.
    side = " px-left" if threshold > 0.6 else ""
    return (
        f'<div class="px-meter"><p class="px-scale"><span>{escape(texts.probability)}</span>'
        f"<strong>{stated}</strong></p>"
        f'<div class="px-bar" role="meter" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{100 * probability:.0f}" aria-label="{escape(texts.probability)}" '
        f'aria-valuetext="{stated}, {words}"><span class="px-fill" style="width:{100 * probability:.1f}%"></span>'
        f'<span class="px-doubt" style="left:{100 * low:.1f}%;width:{100 * (high - low):.1f}%"></span>'
        f'<span class="px-mark" style="left:{100 * threshold:.1f}%"></span></div>'
        f'<p class="px-marked{side}" style="--at:{100 * threshold:.1f}%"><span>{words}</span></p>'
        f'<p class="px-fine">{escape(_caution(report, texts))}</p></div>'
    )


def _caution(report: Report, texts: Texts) -> str:
    """What the hatching is, whether this answer lies in it, and a remark where the bar could be misread."""
    remark = texts.flagged.format(percent=percent(report.probability)) if report.flagged else ""
    here = texts.doubtful_here if report.confidence is not None and report.confidence < CONFIDENT else ""
    return " ".join(filter(None, (remark, texts.doubtful, here)))


def _warnings(report: Report, texts: Texts) -> str:
    if not report.warnings:
        return ""
    items = "".join(f"<li>{escape(texts.say(warning))}</li>" for warning in report.warnings)
    title = texts.warnings_title if report.label else texts.refused_title
    return f'<div class="px-warn"><strong>{escape(title)}</strong><ul>{items}</ul>{_invert(report, texts)}</div>'


def _invert(report: Report, texts: Texts) -> str:
    """The offer to judge a negative the right way round; a click on it is a ``select`` event."""
    if report.chest_xray.reason != Note("inverted"):
        return ""
    return f'<p class="px-save"><button type="button" data-kind="invert">{escape(texts.invert)}</button></p>'


def _limits(report: Report, population: str, texts: Texts) -> str:
    """The one thing not to conclude in plain sight; the rest, and what is of use to few, on request."""
    first, *more = (escape(limit.format(population=population)) for limit in texts.limits)
    items = "".join(f"<li>{limit}</li>" for limit in more)
    return (
        f'<p class="px-caveat">{first}</p>'
        f'<details class="px-limits"><summary>{escape(texts.limits_title)}</summary><ul>{items}</ul>'
        f"{_details(report, texts)}</details>"
    )


def _details(report: Report, texts: Texts) -> str:
    image, model = report.image, report.model
    words = texts.details.format(
        width=image.width,
        height=image.height,
        format=image.format,
        elapsed=f"{report.elapsed_ms:.0f}",
        model=f"{model.id} {short(model.revision)}",
    )
    return f'<p class="px-fine">{escape(words)}</p>'
