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
