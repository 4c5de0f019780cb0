tokens-title = Tokens
tokens-hint = A token lets a program act in your name, as far as you allow it and may do it yourself.
tokens-docs = What programs can do
tokens-own = Your tokens
tokens-none = You have made no token yet.
tokens-revoked = revoked
tokens-expired = expired
tokens-made = Made
tokens-used = last used
tokens-unused = never used
tokens-revoke = Revoke
tokens-new = A new token
tokens-name = Name
tokens-name-hint = Which program it is for.
tokens-scopes = What it may do
tokens-days = It works
tokens-for-ever = until it is revoked
tokens-for-days = { $count ->
    [one] for one day
   *[other] for { $count } days
}
tokens-create = Make the token
tokens-too-many = You have as many tokens as anybody may have. Revoke one first.
flash-token-made = The token is made.
flash-token-known = The token was made before, and is not shown again. Revoke it if you have lost it.
flash-token-revoked = The token does not work any more.
flash-token = The token
flash-token-hint = It is shown only now. Copy it into the program.
scope-posts-read = Read drafts and revisions
scope-posts-write = Write drafts
scope-posts-publish = Publish, schedule and withdraw
scope-taxonomy-write = Arrange tags, series and search
scope-comments-read = Read the queues of comments
scope-comments-moderate = Moderate comments
scope-people-read = See who has an account
scope-people-manage = Invite people and decide about accounts
scope-settings-write = Change the settings
scope-events-read = Follow what happens
scope-activity-read = See what the staff did, and how the site is
keys-title = Keys for reading
keys-hint = A key lets a program read what everybody may read, as clients of Ghost’s Content API do. It is no secret. The address of the site for them:
keys-none = There is no key yet.
keys-name-hint = Which program or site it is for.
keys-create = Make the key
keys-remove = Remove
keys-too-many = There are as many keys as there can be. Remove one first.
flash-key-made = The key is made.
flash-key-removed = The key does not work any more.
audit-key-made = made a key for reading
audit-key-removed = removed a key for reading
webhooks-title = Webhooks
webhooks-hint = Daf tells other servers of what happens here, in the format of Ghost, signed with a secret of each webhook.
webhooks-all = Who is told
webhooks-none = Nobody is told of anything yet.
webhooks-new = A new webhook
webhooks-name-hint = Who is told, and what for.
webhooks-target = Address
webhooks-target-hint = A whole address that takes POST. Private addresses are asked only when the operator allows it.
webhooks-event = Event
webhooks-create = Make the webhook
webhooks-too-many = There are as many webhooks as there can be. Remove one first.
webhooks-about = About it
webhooks-secret = Secret
webhooks-secret-show = Show it
webhooks-secret-hint = With it the server checks the signature of what it is sent: an HMAC-SHA-256 of the body and the time in milliseconds.
webhooks-remove = Remove the webhook
webhooks-sent = What was sent
webhooks-sent-none = Nothing was sent yet.
webhooks-when = When
webhooks-subject = About
webhooks-state = State
webhooks-tries = Tries
webhooks-resend = Send again
webhooks-waits = waits
webhooks-arrived = arrived
webhooks-given-up = given up
flash-webhook-made = The webhook is made.
flash-webhook-removed = The webhook is removed.
flash-webhook-resent = It will be sent again.
subscriber-webhooks = Webhooks
scope-webhooks-manage = Manage webhooks
audit-webhook-made = made a webhook
audit-webhook-removed = removed a webhook
mentions-desk-title = Mentions elsewhere
mentions-held = Waiting
mentions-approved = Shown
mentions-refused = Refused
mentions-held-none = No other site waits to be shown.
mentions-approved-none = No other site is shown below an article.
mentions-refused-none = Nothing was refused.
mention-approved = Show
mention-refused = Refuse
mention-kind-mention = links to
mention-kind-reply = replies to
mention-kind-like = likes
mention-kind-repost = shares
mention-kind-bookmark = keeps
mentions-told = What other sites were told
mentions-told-none = Nobody was told anything yet: articles link to no site that wants to know.
mentions-told-whom = Whom
subscriber-notices = Notices to other sites
audit-mention-approved = showed what another site says
audit-mention-held = took a decision about another site back
audit-mention-refused = refused what another site says
flash-mentions-approved = { $count ->
    [one] It is shown now.
   *[other] They are shown now.
}
flash-mentions-refused = { $count ->
    [one] It is refused.
   *[other] They are refused.
}
flash-mentions-held = { $count ->
    [one] It waits again.
   *[other] They wait again.
}
mentions-many = The ticked ones:
flash-mentions-undone = { $count ->
    [one] Undone: it is what it was.
   *[other] Undone: they are what they were.
}
