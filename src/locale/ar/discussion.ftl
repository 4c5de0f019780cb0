# ما يقوله القراء، وكيف يُردّ عليهم.
comments-members-only = التعليق هنا للأعضاء فقط.
comments-blocked = لا تُقبل التعليقات من هنا. يمكن للأعضاء التعليق بعد تسجيل الدخول.
comment-write-title = كتابة تعليق
comment-answer-title = الرد على تعليق
comment-too-late = فات وقت تعديل هذا التعليق: مضى أكثر من ربع ساعة.
comment-edit-title = تعديل التعليق
comment-name = اسمك
comment-name-hint = أول تعليق بأي اسم ينتظر الموافقة.
comment-text = التعليق
comment-text-hint = يمكن استخدام Markdown: *تشديد*، `شيفرة`، روابط، قوائم، اقتباسات.
comment-parent-gone = ما رددت عليه لم يعد هنا. يمكن إرسال النص تعليقًا على المقالة.
comment-send = إرسال
comment-sign-in = تسجيل الدخول للتعليق باسمك
comment-language-auto = حسب النص
comment-edit = تعديل
comment-edited = عُدّل
comment-answer = رد
comment-report = إبلاغ
comment-remove = حذف التعليق
comment-remove-hint = يُحذف نص التعليق نهائيًا، وتبقى الردود.
comment-waiting = بانتظار الموافقة. لا يراه الآخرون بعد.
comment-member = عضو
comment-taken-back = سحبه كاتبه.
report-title = الإبلاغ عن تعليق
report-explained = ستنظر إدارة التعليقات في البلاغ، ولن يراه أحد غيرها.
report-reason = ما المشكلة فيه؟
report-send = إرسال البلاغ
report-said = بلاغ:
report-no-reason = لم يُذكر سبب
flash-comment-made = التعليق ظاهر هنا.
flash-comment-waits = شكرًا. التعليق بانتظار الموافقة، ولا يراه الآخرون حتى ذلك الحين.
flash-comment-changed = عُدّل التعليق.
flash-comment-made-cleaned = التعليق ظاهر هنا، وحُذفت منه محارف خفية تغيّر ترتيب النص.
flash-comment-waits-cleaned = شكرًا. التعليق بانتظار الموافقة، ولا يراه الآخرون حتى ذلك الحين. وحُذفت منه محارف خفية تغيّر ترتيب النص.
flash-comment-changed-cleaned = عُدّل التعليق، وحُذفت منه محارف خفية تغيّر ترتيب النص.
flash-comment-removed = حُذف التعليق.
flash-reported = شكرًا. ستنظر إدارة التعليقات في البلاغ.
comments-desk-title = التعليقات
comments-waiting = { $count ->
    [zero] لا تعليقات تنتظر
    [one] تعليق واحد ينتظر
    [two] تعليقان ينتظران
    [few] { $count } تعليقات تنتظر
    [many] { $count } تعليقًا ينتظر
   *[other] { $count } تعليق ينتظر
}
queues-title = التعليقات حسب حالتها
queue-pending = قيد الانتظار
queue-reported = البلاغات
queue-approved = تمت الموافقة
queue-spam = محتوى مزعج
queue-removed = محذوف
queue-pending-empty = لا شيء ينتظر. عمل جيد.
queue-reported-empty = لا بلاغات.
queue-approved-empty = لم تتم الموافقة على أي تعليق بعد.
queue-spam-empty = لا محتوى مزعج.
queue-removed-empty = لم يُحذف شيء.
queue-all = الكل
queue-many = للتعليقات المحدَّدة:
verdict-approve = موافقة
verdict-spam = محتوى مزعج
verdict-remove = حذف
verdict-restore = استعادة
verdict-block = حظر هذا الزائر
verdict-fine = لا مشكلة
on-article = على
on-article-answer = ردًّا، على
guests-title = الزوار المحظورون
guests-hint = لا يُعرف متصفح الزائر وعنوان شبكته إلا ببصمة. الأعضاء لا يُحظرون أبدًا، بل يمكن إيقاف حساباتهم.
guests-none = لا زوار محظورين.
guests-by = حُظر بواسطة { $name }
guests-unblock = رفع الحظر
flash-none-chosen = لم يُحدَّد أي تعليق.
flash-nothing-changed = لم يكن هناك ما يلزم تغييره.
flash-comments-approved = { $count ->
    [zero] لم تتم الموافقة على أي تعليق.
    [one] تمت الموافقة على تعليق واحد.
    [two] تمت الموافقة على تعليقين.
    [few] تمت الموافقة على { $count } تعليقات.
    [many] تمت الموافقة على { $count } تعليقًا.
   *[other] تمت الموافقة على { $count } تعليق.
}
flash-comments-spam = { $count ->
    [zero] لم يُنقل أي تعليق إلى المحتوى المزعج.
    [one] نُقل تعليق واحد إلى المحتوى المزعج.
    [two] نُقل تعليقان إلى المحتوى المزعج.
    [few] نُقلت { $count } تعليقات إلى المحتوى المزعج.
    [many] نُقل { $count } تعليقًا إلى المحتوى المزعج.
   *[other] نُقل { $count } تعليق إلى المحتوى المزعج.
}
flash-comments-removed = { $count ->
    [zero] لم يُحذف أي تعليق.
    [one] حُذف تعليق واحد.
    [two] حُذف تعليقان.
    [few] حُذفت { $count } تعليقات.
    [many] حُذف { $count } تعليقًا.
   *[other] حُذف { $count } تعليق.
}
flash-comments-restored = { $count ->
    [zero] لم يُستعَد أي تعليق.
    [one] استُعيد تعليق واحد.
    [two] استُعيد تعليقان.
    [few] استُعيدت { $count } تعليقات.
    [many] استُعيد { $count } تعليقًا.
   *[other] استُعيد { $count } تعليق.
}
flash-guest-blocked = { $count ->
    [zero] تم حظر الزائر.
    [one] تم حظر الزائر، ونُقل تعليق واحد إلى المحتوى المزعج.
    [two] تم الحظر، ونُقل تعليقان إلى المحتوى المزعج.
    [few] تم الحظر، ونُقلت { $count } تعليقات إلى المحتوى المزعج.
    [many] تم الحظر، ونُقل { $count } تعليقًا إلى المحتوى المزعج.
   *[other] تم الحظر، ونُقل { $count } تعليق إلى المحتوى المزعج.
}
flash-guest-unblocked = يمكن للزائر التعليق من جديد.
flash-reports-settled = { $count ->
    [zero] لم يُعالج أي بلاغ.
    [one] عولج بلاغ واحد.
    [two] عولج بلاغان.
    [few] عولجت { $count } بلاغات.
    [many] عولج { $count } بلاغًا.
   *[other] عولج { $count } بلاغ.
}
flash-undone = { $count ->
    [zero] لم يبقَ ما يمكن التراجع عنه.
    [one] تم التراجع: عاد تعليق واحد كما كان.
    [two] تم التراجع: عاد تعليقان كما كانا.
    [few] تم التراجع: عادت { $count } تعليقات كما كانت.
    [many] تم التراجع: عاد { $count } تعليقًا كما كان.
   *[other] تم التراجع: عاد { $count } تعليق كما كان.
}
mention-title = كتبت عن مقالة في موقع آخر؟
mention-hint = أخبرنا أين وضعت رابطًا إلى مقالة من هذا الموقع. سيُفحص ما كتبت ويظهر أسفل المقالة إن وافق مشرف. المواقع تفعل ذلك بنفسها عبر Webmention.
mention-source = صفحتك
mention-source-hint = عنوان الصفحة التي تشير إلى المقالة.
mention-target = المقالة
mention-button = إخبار
mention-taken = شكرًا. ستُفحص الصفحة وتظهر أسفل المقالة إن وافق مشرف.
mention-elsewhere = كتبت عنها في موقعك؟
mention-tell = أخبرنا أين.
mentions-title = كُتب في مواقع أخرى
mention-by-mention = رابط من { $name }.
mention-by-reply = ردّ من { $name }.
mention-by-like = إعجاب من { $name }.
mention-by-repost = مشاركة من { $name }.
mention-by-bookmark = إشارة مرجعية من { $name }.
