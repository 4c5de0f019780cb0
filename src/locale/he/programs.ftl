tokens-title = אסימונים
tokens-hint = אסימון מאפשר לתוכנה לפעול בשמכם, במידה שאתם מתירים לה ורשאים בעצמכם.
tokens-docs = מה תוכנות יכולות לעשות
tokens-own = האסימונים שלכם
tokens-none = עדיין לא יצרתם אסימון.
tokens-revoked = בוטל
tokens-expired = פג תוקפו
tokens-made = נוצר
tokens-used = שימוש אחרון
tokens-unused = טרם היה בשימוש
tokens-revoke = ביטול
tokens-new = אסימון חדש
tokens-name = שם
tokens-name-hint = לאיזו תוכנה הוא מיועד.
tokens-scopes = מה מותר לו
tokens-days = הוא פועל
tokens-for-ever = עד שיבוטל
tokens-for-days = { $count ->
    [one] יום אחד
    [two] יומיים
   *[other] { $count } ימים
}
tokens-create = יצירת האסימון
tokens-too-many = יש לכם מספר האסימונים המרבי. יש לבטל אחד קודם.
flash-token-made = האסימון נוצר.
flash-token-known = האסימון כבר נוצר ואינו מוצג שוב. אם אבד, יש לבטל אותו.
flash-token-revoked = האסימון אינו פועל עוד.
flash-token = האסימון
flash-token-hint = האסימון מוצג רק עכשיו. יש להעתיק אותו אל התוכנה.
scope-posts-read = קריאת טיוטות וגרסאות
scope-posts-write = כתיבת טיוטות
scope-posts-publish = פרסום, תזמון והסרה
scope-taxonomy-write = סידור תגיות, סדרות וחיפוש
scope-comments-read = קריאת תורי התגובות
scope-comments-moderate = ניהול תגובות
scope-people-read = צפייה בבעלי החשבונות
scope-people-manage = הזמנת אנשים והחלטות על חשבונות
scope-settings-write = שינוי ההגדרות
scope-events-read = מעקב אחרי המתרחש
scope-activity-read = צפייה בפעולות הצוות ובמצב האתר
keys-title = מפתחות לקריאה
keys-hint = מפתח מאפשר לתוכנה לקרוא את מה שכולם רשאים לקרוא, כפי שעושים לקוחות של Content API של Ghost. הוא אינו סודי. כתובת האתר עבורם:
keys-none = עדיין אין מפתח.
keys-name-hint = לאיזו תוכנה או לאיזה אתר הוא מיועד.
keys-create = יצירת המפתח
keys-remove = הסרה
keys-too-many = יש כבר מספר המפתחות המרבי. יש להסיר אחד קודם.
flash-key-made = המפתח נוצר.
flash-key-removed = המפתח אינו פועל עוד.
audit-key-made = יצירת מפתח לקריאה
audit-key-removed = הסרת מפתח לקריאה
webhooks-title = Webhooks
webhooks-hint = ‏Daf מודיע לשרתים אחרים על מה שקורה כאן, בתבנית של Ghost, בחתימה בסוד של כל webhook.
webhooks-all = למי מודיעים
webhooks-none = עדיין לא מודיעים לאיש.
webhooks-new = ‏webhook חדש
webhooks-name-hint = למי מודיעים ולשם מה.
webhooks-target = כתובת
webhooks-target-hint = כתובת מלאה שמקבלת POST. לכתובות פרטיות פונים רק אם המפעיל התיר זאת.
webhooks-event = אירוע
webhooks-create = יצירת ה-webhook
webhooks-too-many = יש כבר המספר המרבי של webhooks. יש להסיר אחד קודם.
webhooks-about = פרטים
webhooks-secret = סוד
webhooks-secret-show = הצגה
webhooks-secret-hint = בעזרתו השרת בודק את החתימה על מה שנשלח אליו: HMAC-SHA-256 של הגוף ושל הזמן במילישניות.
webhooks-remove = הסרת ה-webhook
webhooks-sent = מה נשלח
webhooks-sent-none = עדיין לא נשלח דבר.
webhooks-when = מתי
webhooks-subject = על מה
webhooks-state = מצב
webhooks-tries = ניסיונות
webhooks-resend = שליחה חוזרת
webhooks-waits = ממתין
webhooks-arrived = הגיע
webhooks-given-up = הופסק
flash-webhook-made = ה-webhook נוצר.
flash-webhook-removed = ה-webhook הוסר.
flash-webhook-resent = יישלח שוב.
subscriber-webhooks = Webhooks
scope-webhooks-manage = ניהול webhooks
audit-webhook-made = יצירת webhook
audit-webhook-removed = הסרת webhook
mentions-desk-title = אזכורים באתרים אחרים
mentions-held = ממתינים
mentions-approved = מוצגים
mentions-refused = נדחו
mentions-held-none = אין אתר שממתין להצגה.
mentions-approved-none = אין אתר שמוצג מתחת למאמר.
mentions-refused-none = שום דבר לא נדחה.
mention-approved = להציג
mention-refused = לדחות
mention-kind-mention = קישור אל
mention-kind-reply = תגובה על
mention-kind-like = סימון ״אהבתי״ על
mention-kind-repost = שיתוף של
mention-kind-bookmark = סימנייה אל
mentions-told = מה סופר לאתרים אחרים
mentions-told-none = עוד לא סופר דבר: המאמרים אינם מקשרים לאתר שרוצה לדעת.
mentions-told-whom = למי
subscriber-notices = הודעות לאתרים אחרים
audit-mention-approved = הציג/ה מה שאתר אחר אומר
audit-mention-held = ביטל/ה החלטה על אתר אחר
audit-mention-refused = דחה/תה מה שאתר אחר אומר
flash-mentions-approved = { $count ->
    [one] האזכור מוצג עכשיו.
   *[other] האזכורים מוצגים עכשיו.
}
flash-mentions-refused = { $count ->
    [one] האזכור נדחה.
   *[other] האזכורים נדחו.
}
flash-mentions-held = { $count ->
    [one] האזכור ממתין שוב.
   *[other] האזכורים ממתינים שוב.
}
mentions-many = לאזכורים המסומנים:
flash-mentions-undone = { $count ->
    [one] בוטל: האזכור הוא מה שהיה.
   *[other] בוטל: האזכורים הם מה שהיו.
}
