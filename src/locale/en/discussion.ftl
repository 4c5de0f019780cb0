# What readers say, and how they are answered.
comments-members-only = Members comment here.
comments-blocked = Comments from here are not taken. Members who sign in can comment.
comment-write-title = Write a comment
comment-answer-title = Answer a comment
comment-too-late = It is too late to change this comment: a quarter of an hour has passed.
comment-edit-title = Change your comment
comment-name = Your name
comment-name-hint = The first comment under a name waits for approval.
comment-text = Comment
comment-text-hint = Markdown works: *emphasis*, `code`, links, lists, quotes.
comment-parent-gone = What you answered is not here any more. Your text can be sent as a comment on the article.
comment-send = Send
comment-sign-in = Sign in to comment under your own name
comment-language-auto = By the text
comment-edit = Change
comment-edited = changed
comment-answer = Answer
comment-report = Report
comment-remove = Delete the comment
comment-remove-hint = Its words are gone for good; answers stay.
comment-waiting = Waits for approval. Only you see it.
comment-member = Member
comment-taken-back = Its writer has taken it back.
report-title = Report a comment
report-explained = A moderator will look at it. Nobody else sees your report.
report-reason = What is wrong with it?
report-send = Report
report-said = Reported:
report-no-reason = no reason given
flash-comment-made = Your comment is here.
flash-comment-waits = Thank you. Your comment waits for approval; until then only you see it.
flash-comment-changed = Your comment is changed.
flash-comment-made-cleaned = Your comment is here. Hidden characters that reorder text were taken out of it.
flash-comment-waits-cleaned = Thank you. Your comment waits for approval; until then only you see it. Hidden characters that reorder text were taken out of it.
flash-comment-changed-cleaned = Your comment is changed. Hidden characters that reorder text were taken out of it.
flash-comment-removed = Your comment is gone.
flash-reported = Thank you. A moderator will look at it.
comments-desk-title = Comments
comments-waiting = { $count ->
    [one] One waits
   *[other] { $count } wait
}
queues-title = Comments by their state
queue-pending = Waiting
queue-reported = Reported
queue-approved = Approved
queue-spam = Spam
queue-removed = Removed
queue-pending-empty = Nothing waits. Well done.
queue-reported-empty = Nothing is reported.
queue-approved-empty = No comment has been approved yet.
queue-spam-empty = No spam.
queue-removed-empty = Nothing has been removed.
queue-all = All
queue-many = The ticked ones:
verdict-approve = Approve
verdict-spam = Spam
verdict-remove = Remove
verdict-restore = Restore
verdict-block = Block this guest
verdict-fine = Nothing wrong
on-article = on
on-article-answer = in answer, on
guests-title = Blocked guests
guests-hint = Their browser and their network address are known by a fingerprint only. Members are never blocked: suspend their account.
guests-none = Nobody is blocked.
guests-by = blocked by { $name }
guests-unblock = Unblock
flash-none-chosen = No comment was ticked.
flash-nothing-changed = Nothing had to be changed.
flash-comments-approved = { $count ->
    [one] One comment is approved.
   *[other] { $count } comments are approved.
}
flash-comments-spam = { $count ->
    [one] One comment is spam now.
   *[other] { $count } comments are spam now.
}
flash-comments-removed = { $count ->
    [one] One comment is removed.
   *[other] { $count } comments are removed.
}
flash-comments-restored = { $count ->
    [one] One comment is back.
   *[other] { $count } comments are back.
}
flash-guest-blocked = { $count ->
    [0] The guest is blocked.
    [one] The guest is blocked, and one comment is spam now.
   *[other] The guests are blocked, and { $count } comments are spam now.
}
flash-guest-unblocked = The guest may comment again.
flash-reports-settled = { $count ->
    [one] One report is settled.
   *[other] { $count } reports are settled.
}
flash-undone = { $count ->
    [0] There was nothing left to undo.
    [one] Undone: one comment is what it was.
   *[other] Undone: { $count } comments are what they were.
}
mention-title = Written about elsewhere?
mention-hint = Say where you linked to an article of this site. The page is looked at, and shown below the article when a moderator agrees. Sites do the same by themselves with Webmention.
mention-source = Your page
mention-source-hint = The address of the page that links to the article.
mention-target = The article
mention-button = Tell
mention-taken = Thank you. The page will be looked at, and shown below the article when a moderator agrees.
mention-elsewhere = Wrote about it on a site of your own?
mention-tell = Tell us where.
mentions-title = Written elsewhere
mention-by-mention = { $name } links here.
mention-by-reply = { $name } replies.
mention-by-like = { $name } likes it.
mention-by-repost = { $name } shares it.
mention-by-bookmark = { $name } keeps it.
