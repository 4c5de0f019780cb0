tokens-title = رموز الوصول
tokens-hint = يتيح رمز الوصول لبرنامج أن يعمل باسمك، بقدر ما تسمح له وما يحق لك أنت.
tokens-docs = ما تستطيع البرامج فعله
tokens-own = رموزك
tokens-none = لم تُنشئ رمزًا بعد.
tokens-revoked = مُلغى
tokens-expired = منتهي الصلاحية
tokens-made = أُنشئ
tokens-used = آخر استخدام
tokens-unused = لم يُستخدم بعد
tokens-revoke = إلغاء
tokens-new = رمز جديد
tokens-name = الاسم
tokens-name-hint = البرنامج الذي أُعدّ له.
tokens-scopes = ما يُسمح به
tokens-days = مدة العمل
tokens-for-ever = إلى أن يُلغى
tokens-for-days = { $count ->
    [one] يوم واحد
    [two] يومان
    [few] { $count } أيام
    [many] { $count } يومًا
   *[other] { $count } يوم
}
tokens-create = إنشاء الرمز
tokens-too-many = لديك أكبر عدد مسموح من الرموز. ألغِ واحدًا أولًا.
flash-token-made = أُنشئ الرمز.
flash-token-known = أُنشئ الرمز من قبل ولا يُعرض ثانية. ألغِه إن فقدته.
flash-token-revoked = لم يعد الرمز يعمل.
flash-token = رمز الوصول
flash-token-hint = لا يظهر الرمز إلا الآن. يُرجى نسخه إلى البرنامج.
scope-posts-read = قراءة المسودات والمراجعات
scope-posts-write = كتابة المسودات
scope-posts-publish = النشر والجدولة والسحب
scope-taxonomy-write = ترتيب الوسوم والسلاسل والبحث
scope-comments-read = قراءة قوائم التعليقات
scope-comments-moderate = إدارة التعليقات
scope-people-read = رؤية أصحاب الحسابات
scope-people-manage = دعوة الأشخاص والبت في الحسابات
scope-settings-write = تغيير الإعدادات
scope-events-read = متابعة ما يحدث
scope-activity-read = رؤية ما فعله الفريق وحالة الموقع
keys-title = مفاتيح القراءة
keys-hint = يتيح المفتاح لبرنامج أن يقرأ ما يجوز للجميع قراءته، كما تفعل برامج واجهة Ghost للمحتوى. وهو ليس سرًّا. عنوان الموقع لها:
keys-none = لا يوجد مفتاح بعد.
keys-name-hint = البرنامج أو الموقع الذي أُعدّ له.
keys-create = إنشاء المفتاح
keys-remove = إزالة
keys-too-many = بلغ عدد المفاتيح أقصاه. أزل واحدًا أولًا.
flash-key-made = أُنشئ المفتاح.
flash-key-removed = لم يعد المفتاح يعمل.
audit-key-made = إنشاء مفتاح للقراءة
audit-key-removed = إزالة مفتاح للقراءة
webhooks-title = الإخطارات (Webhooks)
webhooks-hint = يُخطر Daf خوادم أخرى بما يحدث هنا، بصيغة Ghost، موقَّعًا بسرّ خاص بكل إخطار.
webhooks-all = من يُخطر
webhooks-none = لا أحد يُخطر بشيء بعد.
webhooks-new = إخطار جديد
webhooks-name-hint = من يُخطر ولأي غرض.
webhooks-target = العنوان
webhooks-target-hint = عنوان كامل يقبل POST. لا تُطلب العناوين الخاصة إلا إذا سمح المشغّل بذلك.
webhooks-event = الحدث
webhooks-create = إنشاء الإخطار
webhooks-too-many = بلغ عدد الإخطارات أقصاه. أزل واحدًا أولًا.
webhooks-about = عنه
webhooks-secret = السرّ
webhooks-secret-show = إظهار
webhooks-secret-hint = به يتحقق الخادم من توقيع ما يُرسل إليه: HMAC-SHA-256 للنص وللوقت بالمللي ثانية.
webhooks-remove = إزالة الإخطار
webhooks-sent = ما أُرسل
webhooks-sent-none = لم يُرسل شيء بعد.
webhooks-when = متى
webhooks-subject = بشأن
webhooks-state = الحالة
webhooks-tries = المحاولات
webhooks-resend = إرسال ثانية
webhooks-waits = ينتظر
webhooks-arrived = وصل
webhooks-given-up = تُرك
flash-webhook-made = أُنشئ الإخطار.
flash-webhook-removed = أُزيل الإخطار.
flash-webhook-resent = سيُرسل ثانية.
subscriber-webhooks = الإخطارات
scope-webhooks-manage = إدارة الإخطارات
audit-webhook-made = إنشاء إخطار
audit-webhook-removed = إزالة إخطار
mentions-desk-title = إشارات في مواقع أخرى
mentions-held = في الانتظار
mentions-approved = معروضة
mentions-refused = مرفوضة
mentions-held-none = لا موقع ينتظر العرض.
mentions-approved-none = لا موقع معروض أسفل مقالة.
mentions-refused-none = لم يُرفض شيء.
mention-approved = عرض
mention-refused = رفض
mention-kind-mention = رابط إلى
mention-kind-reply = ردّ على
mention-kind-like = إعجاب بـ
mention-kind-repost = مشاركة لـ
mention-kind-bookmark = إشارة مرجعية إلى
mentions-told = ما أُخبرت به مواقع أخرى
mentions-told-none = لم يُخبر أحد بشيء بعد: لا تشير المقالات إلى موقع يريد أن يعرف.
mentions-told-whom = من
subscriber-notices = إشعارات إلى مواقع أخرى
audit-mention-approved = عرض ما يقوله موقع آخر
audit-mention-held = تراجع عن قرار بشأن موقع آخر
audit-mention-refused = رفض ما يقوله موقع آخر
flash-mentions-approved = { $count ->
    [one] تُعرض الآن.
   *[other] تُعرض الآن.
}
flash-mentions-refused = { $count ->
    [one] رُفضت.
   *[other] رُفضت.
}
flash-mentions-held = { $count ->
    [one] تنتظر من جديد.
   *[other] تنتظر من جديد.
}
mentions-many = للإشارات المحدَّدة:
flash-mentions-undone = { $count ->
    [one] أُلغي القرار: عادت كما كانت.
   *[other] أُلغي القرار: عادت كما كانت.
}
