# The interface in English. Every message stands in every catalogue; a test compares them.
site-skip = Skip to the text
site-menu = Site
site-home = Home
site-tags = Tags
site-series = Series
site-archive = Archive
site-search = Search
site-feed = Feed
site-made-with = Published with Daf
switch-language = Language of the interface
switch-theme = Colours
theme-system = As the system
theme-light = Light
theme-dark = Dark
preferences-title = Preferences
preferences-explained = Kept in this browser only.
languages-in = Articles in
all-languages = All languages
home-more-in = More in { $name }
home-empty-title = Nothing has been published yet
home-empty-text = The first article will appear here.
list-empty-title = Nothing here yet
list-empty-text = No public article belongs here.
pager = Pages
pager-newer = Newer
pager-older = Older
pager-first = To the newest
articles-count = { $count ->
    [0] No articles
    [one] One article
   *[other] { $count } articles
}
comments-count = { $count ->
    [0] No comments
    [one] One comment
   *[other] { $count } comments
}
comments-title = Comments
comments-none = Nobody has commented yet.
comments-closed = Comments are closed.
comments-more = More comments
comment-removed = This comment was removed.
comment-answers = In answer to { $name }
comment-link = Link to this comment
comment-author = Author
reading-minutes = { $count ->
    [one] One-minute read
   *[other] { $count }-minute read
}
article-by = By
article-updated = Updated
article-contents = Contents
article-tags = Tags
article-share = Short link
article-also-in = Also in
article-related = Read next
article-copy = Copy
article-copied = Copied
article-controls-warning = This code holds invisible characters; they are shown.
series-part = Part { $part } of { $whole }
series-previous = Previous part
series-next = Next part
series-all = All parts
series-title = Series
series-count = { $count ->
    [0] No parts
    [one] One part
   *[other] { $count } parts
}
tag-title = Tag: { $name }
tags-title = Tags
tags-more = More tags
author-title = Articles by { $name }
archive-title = Archive
archive-month-title = Archive: { $name }
search-title = Search
search-label = Search for
search-button = Search
search-language = Language
search-placeholder = Words to look for
search-results-for = Results for { $name }
search-some-words = No article holds all of these words. These hold some:
search-other-some-words = These hold only some of the words
search-found = { $count ->
    [one] One article
   *[other] { $count } articles
}
search-took = in under { $name } s
search-narrow = Narrow the results
search-results = Results
search-instead = Nothing was found as you typed it. These are the results for { $name }, the same keys on another keyboard:
search-exactly = Search for { $name } as typed
search-meant = Did you mean
search-keyboard = On another keyboard this is
search-fewer = Without words that no article holds:
search-discussed = What readers talk about
search-none = No article holds any of these words.
search-none-fits = No article fits all that was asked.
search-looser = With fewer conditions there are some:
search-all-tags = All tags
search-hint = Try fewer words, or other ones.
search-too-long = A search may have at most 1,000 characters.
search-bad-character = The search holds a character that no text can hold.
search-more = More results
search-needs-scripts = Searching here needs JavaScript.
search-unreachable = The search cannot be reached now. Try again.
error-403-title = Not allowed
error-403-text = This was not sent from this site, or you may not do it. Nothing was changed.
error-404-title = No such page
error-404-text = There is nothing at this address. Perhaps it was mistyped, or the search finds it.
error-405-title = That cannot be done here
error-405-text = This address does not answer to this kind of request.
error-409-title = Not any more
error-409-text = What was sent does not fit what is there now. Somebody may have changed it in the meantime.
error-410-title = Withdrawn
error-410-text = There was an article here. Its author has withdrawn it.
error-413-title = Too large
error-413-text = What was sent is larger than this site takes.
error-414-title = The address is too long
error-414-text = No page of this site has so long an address.
error-422-title = That cannot be understood
error-422-text = Something in the request is not as it should be.
error-429-title = Too many at once
error-429-text = There were very many requests from your network. Please try again in a moment.
error-500-title = Something broke
error-500-text = The fault is ours and has been recorded. Please try again in a moment.
error-503-title = Very busy
error-503-text = The site is very busy just now. Please try again in a moment.
error-typed = Not taken. Here is what you typed, to be copied:
error-back = To the home page
