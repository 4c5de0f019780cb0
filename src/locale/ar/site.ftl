# الواجهة بالعربية.
site-skip = الانتقال إلى النص
site-menu = الموقع
site-home = الرئيسية
site-tags = الوسوم
site-series = السلاسل
site-archive = الأرشيف
site-search = بحث
site-feed = التحديثات
site-made-with = نُشر بواسطة «دَف»
switch-language = لغة الواجهة
switch-theme = الألوان
theme-system = حسب النظام
theme-light = فاتح
theme-dark = داكن
preferences-title = التفضيلات
preferences-explained = تُحفظ في هذا المتصفح فقط.
languages-in = مقالات باللغة
all-languages = كل اللغات
home-more-in = المزيد باللغة: { $name }
home-empty-title = لم يُنشر شيء بعد
home-empty-text = ستظهر المقالة الأولى هنا.
list-empty-title = لا شيء هنا بعد
list-empty-text = لا توجد مقالة عامة تنتمي إلى هذا المكان.
pager = الصفحات
pager-newer = الأحدث
pager-older = الأقدم
pager-first = إلى الأحدث
articles-count = { $count ->
    [zero] لا مقالات
    [one] مقالة واحدة
    [two] مقالتان
    [few] { $count } مقالات
    [many] { $count } مقالة
   *[other] { $count } مقالة
}
comments-count = { $count ->
    [zero] لا تعليقات
    [one] تعليق واحد
    [two] تعليقان
    [few] { $count } تعليقات
    [many] { $count } تعليقًا
   *[other] { $count } تعليق
}
comments-title = التعليقات
comments-none = لا تعليقات بعد.
comments-closed = التعليقات مغلقة.
comments-more = المزيد من التعليقات
comment-removed = حُذف هذا التعليق.
comment-answers = ردًّا على { $name }
comment-link = رابط التعليق
comment-author = كاتب المقالة
reading-minutes = { $count ->
    [zero] أقل من دقيقة
    [one] دقيقة قراءة
    [two] دقيقتا قراءة
    [few] { $count } دقائق قراءة
    [many] { $count } دقيقة قراءة
   *[other] { $count } دقيقة قراءة
}
article-by = بقلم
article-updated = حُدّثت
article-contents = المحتويات
article-tags = الوسوم
article-share = رابط قصير
article-also-in = متاحة أيضًا باللغات
article-related = للمتابعة
article-copy = نسخ
article-copied = تم النسخ
article-controls-warning = تحتوي هذه الشيفرة على محارف غير مرئية، وهي معروضة هنا.
series-part = الجزء { $part } من { $whole }
series-previous = الجزء السابق
series-next = الجزء التالي
series-all = كل الأجزاء
series-title = السلاسل
series-count = { $count ->
    [zero] لا أجزاء
    [one] جزء واحد
    [two] جزآن
    [few] { $count } أجزاء
    [many] { $count } جزءًا
   *[other] { $count } جزء
}
tag-title = وسم: { $name }
tags-title = الوسوم
tags-more = المزيد من الوسوم
author-title = مقالات { $name }
archive-title = الأرشيف
archive-month-title = الأرشيف: { $name }
search-title = بحث
search-label = البحث عن
search-button = بحث
search-language = اللغة
search-placeholder = كلمات للبحث
search-results-for = نتائج البحث عن { $name }
search-some-words = لا توجد مقالة فيها كل هذه الكلمات. في هذه بعضها:
search-other-some-words = في هذه بعض الكلمات فقط
search-found = { $count ->
    [zero] لا مقالات
    [one] مقال واحد
    [two] مقالان
    [few] { $count } مقالات
    [many] { $count } مقالًا
   *[other] { $count } مقال
}
search-took = في أقل من { $name } ثانية
search-narrow = تضييق النتائج
search-results = النتائج
search-instead = لم يُعثر على شيء كما كُتب. هذه نتائج { $name }، المفاتيح نفسها على لوحة أخرى:
search-exactly = البحث عن { $name } كما كُتب
search-meant = هل المقصود
search-keyboard = على لوحة مفاتيح أخرى هذا
search-fewer = من دون كلمات لا يحويها أي مقال:
search-discussed = ما يتحدث عنه القراء
search-none = لا توجد مقالة فيها أي من هذه الكلمات.
search-none-fits = لا توجد مقالة توافق كل ما في البحث.
search-looser = بشروط أقل توجد مقالات:
search-all-tags = كل الوسوم
search-hint = قد يفيد تقليل الكلمات أو تغييرها.
search-too-long = لا يزيد البحث على 1,000 محرف.
search-bad-character = في البحث محرف لا يمكن أن يرد في نص.
search-more = المزيد من النتائج
search-needs-scripts = يحتاج البحث هنا إلى JavaScript.
search-unreachable = تعذّر الوصول إلى البحث الآن. حاول مرة أخرى.
error-403-title = غير مسموح
error-403-text = لم يُرسل هذا الطلب من هذا الموقع، أو لا إذن بتنفيذه. لم يتغيّر شيء.
error-404-title = لا توجد صفحة كهذه
error-404-text = لا شيء في هذا العنوان. ربما كُتب خطأً، وربما يجده البحث.
error-405-title = لا يمكن فعل ذلك هنا
error-405-text = لا يجيب هذا العنوان عن هذا النوع من الطلبات.
error-409-title = لم يعد ذلك ممكنًا
error-409-text = ما أُرسل لا يوافق ما هو موجود الآن. ربما تغيّر شيء في هذه الأثناء.
error-410-title = سُحبت
error-410-text = كانت هنا مقالة، وقد سحبها كاتبها.
error-413-title = أكبر من اللازم
error-413-text = ما أُرسل أكبر مما يقبله الموقع.
error-414-title = العنوان طويل جدًا
error-414-text = لا صفحة في الموقع بعنوان بهذا الطول.
error-422-title = تعذّر فهم الطلب
error-422-text = في الطلب شيء ليس كما ينبغي.
error-429-title = طلبات كثيرة دفعة واحدة
error-429-text = وصلت من هذه الشبكة طلبات كثيرة جدًا. تُرجى المحاولة بعد لحظات.
error-500-title = حدث عطل
error-500-text = الخطأ من جانبنا وقد سُجّل. تُرجى المحاولة بعد لحظات.
error-503-title = ازدحام شديد
error-503-text = الموقع مزدحم جدًا الآن. تُرجى المحاولة بعد لحظات.
error-typed = لم يُقبل. هذا ما كُتب، ليمكن نسخه:
error-back = إلى الصفحة الرئيسية
