# جانب الكتابة والتحرير.
desk-title = المكتب
desk-drafts = المسودات
desk-no-drafts = لا مسودات.
desk-all-drafts = كل المسودات
desk-changed = تغييرات لم تُنشر بعد
desk-scheduled = المواد المجدولة
desk-no-scheduled = لا مواد مجدولة.
desk-waiting = تعليقات تنتظر
desk-no-waiting = لا شيء ينتظر.
desk-all-waiting = كل ما ينتظر
desk-reported = { $count ->
    [zero] لا بلاغات عن تعليقات
    [one] بلاغات عن تعليق واحد
    [two] بلاغات عن تعليقين
    [few] بلاغات عن { $count } تعليقات
    [many] بلاغات عن { $count } تعليقًا
   *[other] بلاغات عن { $count } تعليق
}
desk-activity = النشاط الأخير
desk-no-activity = لا نشاط بعد.
desk-all-activity = كل النشاط
activity-title = النشاط
activity-command-line = سطر الأوامر
posts-title = المواد
posts-filter = البحث في المواد
posts-words = كلمات
posts-status = الحالة
posts-author = الكاتب
posts-tag = الوسم
posts-date = التاريخ
posts-find = بحث
posts-clear = عرض الكل
posts-none = لا مواد.
posts-none-hint = لا شيء يوافق كل هذه الشروط. قد يفيد الاستغناء عن بعضها.
posts-unknown = لا يوجد هنا شيء باسم { $name }.
posts-has-draft = تغييرات غير منشورة
status-draft = مسودة
status-scheduled = مجدولة
status-published = منشورة
status-archived = مؤرشفة
kind-article = مقالة
kind-page = صفحة
post-untitled = بلا عنوان
editor-new = مقالة جديدة
editor-new-page = صفحة جديدة
editor-title = تحرير
editor-saved = حُفظت
editor-see = عرض في الموقع
editor-more = الغلاف والنشر الأول
editor-preview = معاينة
editor-show-preview = معاينة بجانب النص
editor-hide-preview = إخفاء المعاينة
field-title = العنوان
field-source = النص
field-source-hint = Markdown.
field-summary = الملخص
field-slug = عنوان الرابط
field-slug-hint = ما لم يُغيَّر يدويًا، يتبع عنوان المادة حتى نشرها.
field-slug-empty-hint = إن تُرك فارغًا، يُنشأ من الاسم.
field-kind = النوع
field-tags = الوسوم
field-tags-hint = تفصل بينها فواصل. تُنشأ الوسوم الجديدة تلقائيًا.
field-series = السلسلة
field-part = الجزء
field-authors = الكتّاب
field-comments-open = التعليقات مفتوحة
field-cover = صورة الغلاف
field-cover-hint = رابط الصورة.
field-cover-alt = ما تُظهره صورة الغلاف
field-cover-alt-hint = لمن لا يستطيع رؤيتها.
field-canonical = رابط النشر الأول
field-canonical-hint = الرابط كاملًا، إن كان النشر الأول في موقع آخر.
field-description = الوصف
marks-title = تنسيق النص
mark-bold = عريض
mark-italic = مائل
mark-link = رابط
mark-code = شيفرة
mark-heading = عنوان
mark-list = قائمة
mark-quote = اقتباس
mark-sample = نص
do-save-draft = حفظ المسودة
do-save-changes = حفظ دون نشر
do-preview = معاينة
do-publish = نشر
do-publish-changes = نشر التغييرات
do-publish-again = نشر من جديد
do-schedule = جدولة
do-reschedule = تغيير الموعد
do-unpublish = إعادة إلى المسودات
do-archive = نقل إلى الأرشيف
do-unarchive = إعادة إلى المسودات
schedule-title = النشر في موعد محدد
schedule-zone = حسب توقيت { $name }
schedule-when = التاريخ والوقت
schedule-repeat = تُؤخَّر الساعة فيمر هذا الوقت مرتين. أي المرتين هي المقصودة؟
schedule-first = الأولى
schedule-second = الثانية
when-empty = يجب تحديد الموعد.
when-malformed = لا يوجد تاريخ ووقت كهذا، أو أنه بعد أكثر من عشر سنوات.
when-past = مضى هذا الموعد. يمكن النشر الآن بدلًا من الجدولة.
when-twice = تُؤخَّر الساعة فيمر هذا الوقت مرتين. يُرجى اختيار المرة المقصودة في الأسفل.
when-skipped = تُقدَّم الساعة فلا يمر هذا الوقت. أول وقت بعده: { $name }.
words-count = { $count ->
    [zero] لا كلمات
    [one] كلمة واحدة
    [two] كلمتان
    [few] { $count } كلمات
    [many] { $count } كلمة
   *[other] { $count } كلمة
}
autosave-saved = حُفظ
autosave-saving = جارٍ الحفظ…
autosave-offline = لم يُحفظ: الموقع لا يجيب. يبقى النص في هذه الصفحة.
autosave-refused = لا يمكن حفظ هذا كما هو. يبقى نصك في هذه الصفحة: اضغط زرًا لمعرفة السبب.
autosave-unsaved = في هذه الصفحة عمل لم يُحفظ.
autosave-clash = حُفظت المادة في هذه الأثناء بواسطة { $name }. نصك محفوظ إلى جانب النص الآخر، والحفظ يجمعهما.
autosave-compare = مقارنة
autosave-signed-out = انتهت جلسة الدخول. يبقى النص في هذه الصفحة: يمكن تسجيل الدخول في صفحة أخرى ثم المتابعة هنا.
preview-bar = معاينة: لا يرى هذه الصفحة أحد سواك وسوى من لديه رابطها.
links-title = روابط المعاينة
links-hint = من لديه رابط كهذا يقرأ المادة كما هي الآن، دون حساب، إلى أن يُلغى الرابط.
links-make = إنشاء رابط
links-revoke = إلغاء الرابط
translations-title = لغات أخرى
translate-into = الكتابة باللغة: { $name }
revisions-title = النُّسخ
revisions-hint = كل ما يُحفظ يبقى. يمكن اختيار نسختين للمقارنة.
revision-saved = حفظ
revision-autosave = حفظ تلقائي
revision-aside = حفظ جانبي
revision-by = بواسطة
revision-kind = طريقة الحفظ
revision-newest = الأحدث
revision-restored = مستعادة
revision-restore = استعادة هذه النسخة
revision-restore-hint = لا يضيع شيء: تصير نسخة جديدة.
compare-heading = مقارنة
compare-button = مقارنة النسختين
compare-old = القديمة
compare-new = الجديدة
compare-nothing = النسختان متطابقتان.
compare-before-all = قبل النسخة الأولى
compare-same-lines = { $count ->
    [zero] لا أسطر متطابقة
    [one] سطر واحد متطابق
    [two] سطران متطابقان
    [few] { $count } أسطر متطابقة
    [many] { $count } سطرًا متطابقًا
   *[other] { $count } سطر متطابق
}
compare-title = العنوان
compare-kind = النوع
compare-slug = عنوان الرابط
compare-summary = الملخص
compare-language = اللغة
compare-tags = الوسوم
compare-series = السلسلة
compare-part = الجزء
compare-authors = الكتّاب
compare-cover_url = صورة الغلاف
compare-cover_alt = ما تُظهره صورة الغلاف
compare-canonical_url = رابط النشر الأول
compare-comments = التعليقات
compare-comments-open = مفتوحة
compare-comments-closed = مغلقة
merge-title = أثناء الكتابة، حُفظت هذه المادة بواسطة { $name }.
merge-explained = لم يضع شيء. جُمع النصان في الأسفل؛ يُرجى النظر في الناتج ثم الحفظ.
merge-kept = نصك كما أُرسل محفوظ بين النُّسخ.
merge-conflicts = حيث غيّر الطرفان الأسطر نفسها، يظهر النصان بين علامات: يلزم إبقاء الصحيح وحذف العلامات.
merge-contested = تغيّر ما يلي لدى الطرفين. تظهر قيمتك في الاستمارة، والقيمة الأخرى هي:
merge-theirs = ما حُفظ بواسطة { $name }
merge-mine = نصك
moved-draft = عادت هذه المادة مسودةً منذ عُرضت هذه الصفحة. إن كان الزر لا يزال صحيحًا فيمكن الضغط عليه مرة أخرى.
moved-scheduled = جُدولت هذه المادة منذ عُرضت هذه الصفحة. إن كان الزر لا يزال صحيحًا فيمكن الضغط عليه مرة أخرى.
moved-published = نُشرت هذه المادة منذ عُرضت هذه الصفحة. إن كان الزر لا يزال صحيحًا فيمكن الضغط عليه مرة أخرى.
moved-archived = أُرشفت هذه المادة منذ عُرضت هذه الصفحة. إن كان الزر لا يزال صحيحًا فيمكن الضغط عليه مرة أخرى.
tags-desk-title = الوسوم
tags-find = البحث في الوسوم
tags-none = لا وسوم.
tags-articles = المقالات
tags-new = وسم جديد
tags-merge = دمج في وسم آخر
tags-merge-hint = كل ما يحمل هذا الوسم سيحمل الآخر، ويُزال هذا الوسم.
tags-merge-into = اسم الوسم الآخر
tags-remove = إزالة الوسم
tags-remove-sure = إزالته من كل ما يحمله
series-desk-title = السلاسل
series-none = لا سلاسل.
series-new = سلسلة جديدة
series-parts = الأجزاء
series-order = ترتيب الأجزاء
series-no-parts = لا أجزاء بعد.
series-drag = يمكن سحب الجزء إلى مكانه، أو نقله بالأزرار.
series-moved = نُقل الجزء. جارٍ حفظ الترتيب.
series-up = نقل إلى أعلى: { $name }
series-down = نقل إلى أسفل: { $name }
series-take-out = إخراج من السلسلة: { $name }
series-add = إضافة مقالة
series-add-hint = عنوان رابط المقالة.
series-add-button = إضافة في النهاية
series-about = عن السلسلة
series-remove = إزالة السلسلة
series-remove-sure = إزالتها مع بقاء مقالاتها
people-title = الأشخاص
people-find = البحث عن أشخاص
people-known-as = عنوان الرابط أو البريد الإلكتروني، كاملًا
people-role = الدور
people-none = لا أحد.
people-suspended = موقوف
people-invite = دعوة شخص
people-invite-hint = { $count ->
    [zero] يُنشأ رابط للإرسال. يعمل مرة واحدة، خلال أقل من يوم.
    [one] يُنشأ رابط للإرسال. يعمل مرة واحدة، خلال يوم واحد.
    [two] يُنشأ رابط للإرسال. يعمل مرة واحدة، خلال يومين.
    [few] يُنشأ رابط للإرسال. يعمل مرة واحدة، خلال { $count } أيام.
    [many] يُنشأ رابط للإرسال. يعمل مرة واحدة، خلال { $count } يومًا.
   *[other] يُنشأ رابط للإرسال. يعمل مرة واحدة، خلال { $count } يوم.
}
people-note = ملاحظة
people-note-hint = لمن هذه الدعوة. لا تظهر الملاحظة إلا في المكتب.
people-make-link = إنشاء الرابط
people-invitations = دعوات تنتظر
people-good-until = صالحة حتى
people-posts = { $count ->
    [zero] لا مواد
    [one] مادة واحدة
    [two] مادتان
    [few] { $count } مواد
    [many] { $count } مادة
   *[other] { $count } مادة
}
people-not-yours = لا يقرر في شأن هذا الحساب إلا من له دور أعلى.
people-password-hint = عند نسيان كلمة المرور. يعمل الرابط مرة واحدة، ولا يتغيّر شيء قبل استخدامه.
people-password-link = إنشاء رابط لكلمة مرور جديدة
people-handover = نقل المواد
people-handover-hint = عند المغادرة: يحل حساب آخر محل هذا الحساب في كل ما كُتب به.
people-heir = إلى من
people-suspend = إيقاف الحساب
people-suspend-hint = يُسجَّل خروجه من كل مكان ويُمنع من الدخول. ويبقى ما كُتب به.
people-reinstate = إعادة تفعيل الحساب
last-owner = يجب أن يبقى مالك واحد على الأقل.
settings-title = الإعدادات
settings-site = الموقع
settings-name = الاسم
settings-description = الوصف
settings-description-hint = سطر واحد، للصفحة الرئيسية ومحركات البحث.
settings-contact = جهة الاتصال
settings-contact-hint = إلى هنا تصل البلاغات الأمنية: بريد إلكتروني، أو رابط صفحة.
settings-languages = اللغات
settings-main-language = اللغة الأساسية
settings-time-zone = المنطقة الزمنية
settings-time-zone-hint = مثلًا Asia/Jerusalem.
settings-discussion = التعليقات والحسابات
settings-guests = تعليقات الزوار
guests-first-waits = أول تعليق من كل زائر ينتظر الموافقة
guests-all-wait = كلها تنتظر الموافقة
guests-refused = التعليق للأعضاء فقط
settings-joining = من يمكنه إنشاء حساب
join-policy-open = الجميع
join-policy-invited = من لديه دعوة
join-policy-closed = فريق العمل فقط، بدعوة
settings-look = المظهر
settings-accent = لون التمييز
settings-accent-hint = علامة # ثم ست خانات بالنظام الست عشري؛ وإن تُرك الحقل فارغًا فلون «دَف» الأصلي. يُعتَّم اللون أو يُفتَّح حيث تتعذّر قراءته.
settings-indexed = يجوز لمحركات البحث إدراج الموقع
settings-others = مواقع أخرى
settings-mentions = تلقّي خبر الروابط إلى المقالات، وإبلاغ المواقع التي تشير إليها المقالات (Webmention)
settings-mentions-hint = ما يقوله الآخرون ينتظر موافقتك ضمن «التعليقات».
settings-hub = خادم WebSub
settings-hub-hint = يُعلم قارئات الخلاصات بالمقالات الجديدة فورًا. اتركه فارغًا إن لم يوجد.
settings-navigation = روابط الترويسة
settings-navigation-hint = تظهر لقراء لغتها. تُتجاهل الصفوف الفارغة؛ والحفظ يضيف صفوفًا أخرى.
settings-link-label = نص الرابط
settings-link-url = عنوان الرابط
flash-saved = تم الحفظ.
flash-saved-cleaned = تم الحفظ. في النص محارف غير مرئية: تُحذف من الفقرات وتظهر في الشيفرة.
flash-published = تم النشر.
flash-published-cleaned = تم النشر. في النص محارف غير مرئية: تُحذف من الفقرات وتظهر في الشيفرة.
flash-scheduled = ستظهر في موعدها.
flash-scheduled-cleaned = ستظهر في موعدها. في النص محارف غير مرئية: تُحذف من الفقرات وتظهر في الشيفرة.
flash-unpublished = عادت مسودة.
flash-archived = نُقلت إلى الأرشيف.
flash-restored = صارت النسخة القديمة هي الأحدث. يُرجى النظر فيها ثم الحفظ.
flash-saved-meanwhile = حُفظت نسخة أخرى في هذه الأثناء. يُرجى النظر من جديد قبل الاستعادة.
flash-preview-made = أُنشئ الرابط.
flash-preview-full = لا مكان لرابط آخر. ألغِ أولًا رابطًا لم يعد أحد يحتاج إليه.
flash-preview-revoked = لم يعد الرابط يعمل.
flash-translation-begun = أُنشئت مسودة باللغة الأخرى، مرتبطة بالأصل. وفيها نص الأصل ليكون نقطة البداية.
flash-translation-known = المادة موجودة بهذه اللغة من قبل: ها هي.
flash-tag-created = أُنشئ الوسم { $name }.
flash-tag-saved = حُفظ الوسم.
flash-tag-merged = تم الدمج في { $name }.
flash-tag-removed = أُزيل الوسم.
flash-series-created = أُنشئت السلسلة.
flash-series-saved = حُفظت السلسلة.
flash-series-ordered = حُفظ الترتيب.
flash-part-added = أُضيفت المقالة إلى السلسلة.
flash-part-removed = أُخرجت المقالة من السلسلة.
flash-series-removed = أُزيلت السلسلة، وبقيت مقالاتها.
flash-invited = الدعوة جاهزة.
flash-invitation-revoked = لم تعد الدعوة صالحة.
flash-role-changed = غُيّر الدور.
flash-suspended = أُوقف الحساب.
flash-reinstated = عاد الحساب إلى العمل.
flash-handed-over = نُقلت المواد.
flash-password-link = رابط كلمة المرور الجديدة جاهز.
flash-settings-saved = حُفظت الإعدادات.
audit-account-email = تغيير البريد الإلكتروني
audit-account-password = تغيير كلمة المرور
audit-account-profile = تغيير الملف الشخصي
audit-account-signed-out = تسجيل الخروج من متصفحات
audit-comment-approved = الموافقة على تعليقات
audit-comment-blocked = حظر زائر
audit-comment-removed = حذف تعليقات
audit-comment-restored = استعادة تعليقات
audit-comment-spam = نقل تعليقات إلى المحتوى المزعج
audit-comment-undone = التراجع عن قرار في شأن تعليقات
audit-content-imported = استيراد مقالات
audit-demo-loaded = تحميل العرض التجريبي
audit-guest-unblocked = رفع الحظر عن زائر
audit-link-made = إنشاء رابط يُستخدم مرة واحدة
audit-link-revoked = إلغاء دعوة
audit-person-added = إنشاء حساب
audit-person-handed-over = نقل مواد
audit-person-joined = الانضمام بدعوة
audit-person-reinstated = إعادة تفعيل حساب
audit-person-role = تغيير دور
audit-person-suspended = إيقاف حساب
audit-person-took-over = نقل تلك المواد إلى
audit-post-archived = أرشفة مادة
audit-post-clashed = حفظ مادة إلى جانب نص آخر
audit-post-created = بدء مادة
audit-post-published = نشر مادة
audit-post-restored = استعادة نسخة
audit-post-saved = حفظ مادة
audit-post-scheduled = جدولة مادة
audit-post-translated = بدء ترجمة
audit-post-unpublished = إعادة مادة إلى المسودات
audit-preview-made = إنشاء رابط معاينة
audit-preview-revoked = إلغاء رابط معاينة
audit-reports-settled = معالجة بلاغات
audit-series-created = إنشاء سلسلة
audit-series-ordered = ترتيب سلسلة
audit-series-removed = إزالة سلسلة
audit-series-saved = تغيير سلسلة
audit-settings-saved = تغيير الإعدادات
audit-tag-created = إنشاء وسم
audit-tag-merged = دمج وسوم
audit-tag-removed = إزالة وسم
audit-tag-saved = تغيير وسم
audit-token-made = إنشاء رمز وصول لبرنامج
audit-token-revoked = إلغاء رمز وصول لبرنامج
searches-title = البحث
searches-misses = عمليات بحث لم تجد شيئًا
searches-misses-hint = لم يحوِ أي مقال كل هذه الكلمات. تُحفظ الكلمات فقط، ولا شيء عمّن بحث.
searches-misses-none = كل عمليات البحث وجدت شيئًا، أو لم يبحث أحد بعد.
searches-words = الكلمات
searches-times = المرات
searches-last = آخر مرة
searches-forget = نسيان هذه كلها
searches-names = أسماء لشيء واحد
searches-names-hint = البحث عن أحدها يجد الآخر أيضًا، في أي صيغة للكلمة. يعرف دف كثيرًا من هذه الأسماء بنفسه.
searches-names-none = لم يُضف هذا الموقع شيئًا بعد.
searches-remove = إزالة
searches-new = أسماء جديدة
searches-name = اسم
searches-name-hint = كلمة واحدة، مثل رياكت وreact.
searches-other = الاسم الآخر
searches-too-many = الأسماء كثيرة جدًا. أزل بعضها أولًا.
flash-alias-added = البحث عن اسم يجد الآخر أيضًا من الآن.
flash-alias-removed = أُزيل الاسمان.
flash-misses-forgotten = نُسيت عمليات البحث.
audit-search-alias-added = إضافة اسمين للبحث
audit-search-alias-removed = إزالة اسمين من البحث

# What the preview tells a writer of the text
remarks-title = ملاحظات على النص
remark-line = السطر { $count }
remark-backwards = مكتوب بالعكس ليظهر صحيحًا في المحرر؛ يمكن كتابته بترتيبه المعتاد (C++‎، C#‎، ‎.NET)
remark-arrow = سهم بين كلمات عربية يشير إلى الخلف؛ والسهم ← يشير إلى الأمام
remark-controls = محارف غير مرئية: تُحذف من الفقرات وتظهر في الشيفرة
remark-superscript = رقم مرتفع بدل حاشية؛ تُكتب الحاشية هكذا: ‎[^1]
remark-alternative = صورة بلا وصف لمن لا يراها
remark-level = تخطٍّ لمستوى من العناوين
remark-bold-heading = سطر غامق يبدو عنوانًا؛ يبدأ العنوان بـ‎##
remark-language = يبدو أن النص مكتوب بلغة غير المختارة

system-title = النظام
system-hour = الساعة الأخيرة
system-answers = الإجابات
system-kept = من الذاكرة
system-failed = الفاشلة
system-mean = في المتوسط
system-slowest = الأبطأ
system-chart = عدد الإجابات في كل دقيقة من الساعة الأخيرة
system-key-kept = من الذاكرة
system-key-made = أُنشئت من جديد
system-key-failed = فيها إخفاق
system-most = { $count ->
    [zero] لا إجابات في أي دقيقة
    [one] إجابة واحدة في الدقيقة الأكثر ازدحامًا
    [two] إجابتان في الدقيقة الأكثر ازدحامًا
    [few] { $count } إجابات في الدقيقة الأكثر ازدحامًا
    [many] { $count } إجابة في الدقيقة الأكثر ازدحامًا
   *[other] { $count } إجابة في الدقيقة الأكثر ازدحامًا
}
system-cache = الصفحات في الذاكرة
system-events = الأحداث
system-events-hint = ما يحدث في الموقع يُسلَّم إلى أجزائه واحدًا تلو الآخر. ما ينتظر هنا طويلًا فقد فشل.
system-subscriber = الجزء
system-waiting = المنتظرة
system-since = منذ
system-reason = السبب
system-parked = أحداث لم تُسلَّم
system-parked-none = لا شيء: كل الأحداث سُلِّمت.
system-retry = تسليم مرة أخرى
system-dismiss = تجاوز
system-jobs = الأعمال المجدولة
system-jobs-none = لا شيء ينتظر.
system-job = العمل
system-due = الموعد القادم
system-attempts = المحاولات
flash-event-retried = سيُسلَّم الحدث مرة أخرى.
flash-event-dismissed = تُجووِز الحدث.
audit-event-retried = طلب تسليم حدث مرة أخرى
audit-event-dismissed = تجاوز حدثًا
subscriber-counting = العدّ بحسب الأيام
subscriber-other = جزء آخر
job-trim = إزالة الأحداث القديمة
job-optimize = ترتيب قاعدة البيانات
job-other = عمل آخر
