# מה אומרים הקוראים, ואיך עונים להם.
comments-members-only = אפשר להגיב כאן מחשבון רשום בלבד.
comments-blocked = תגובות מכאן אינן מתקבלות. אפשר להתחבר ולהגיב מחשבון רשום.
comment-write-title = כתיבת תגובה
comment-answer-title = תשובה לתגובה
comment-too-late = מאוחר מדי לשנות את התגובה: עברה יותר מרבע שעה.
comment-edit-title = עריכת התגובה
comment-name = השם שלך
comment-name-hint = התגובה הראשונה בכל שם ממתינה לאישור.
comment-text = תגובה
comment-text-hint = אפשר לכתוב Markdown: *הדגשה*, `קוד`, קישורים, רשימות, ציטוטים.
comment-parent-gone = מה שענית עליו כבר אינו כאן. אפשר לשלוח את הטקסט כתגובה למאמר.
comment-send = שליחה
comment-sign-in = התחברות כדי להגיב בשם שלך
comment-language-auto = לפי הטקסט
comment-edit = עריכה
comment-edited = נערכה
comment-answer = תשובה
comment-report = דיווח
comment-remove = מחיקת התגובה
comment-remove-hint = המילים נמחקות לתמיד; התשובות נשארות.
comment-waiting = ממתינה לאישור, ועוד אינה מוצגת לאחרים.
comment-member = חשבון רשום
comment-taken-back = מי שכתב את התגובה מחק אותה.
report-title = דיווח על תגובה
report-explained = הדיווח ייבדק בניהול התגובות, ואינו מוצג לאיש אחר.
report-reason = מה לא בסדר בה?
report-send = שליחת הדיווח
report-said = דווח:
report-no-reason = לא צוינה סיבה
flash-comment-made = התגובה מופיעה כאן.
flash-comment-waits = תודה. התגובה ממתינה לאישור, ועד אז אינה מוצגת לאחרים.
flash-comment-changed = התגובה שונתה.
flash-comment-made-cleaned = התגובה מופיעה כאן. תווים נסתרים שהופכים את סדר הטקסט הוסרו ממנה.
flash-comment-waits-cleaned = תודה. התגובה ממתינה לאישור, ועד אז אינה מוצגת לאחרים. תווים נסתרים שהופכים את סדר הטקסט הוסרו ממנה.
flash-comment-changed-cleaned = התגובה שונתה. תווים נסתרים שהופכים את סדר הטקסט הוסרו ממנה.
flash-comment-removed = התגובה נמחקה.
flash-reported = תודה. הדיווח ייבדק בניהול התגובות.
comments-desk-title = תגובות
comments-waiting = { $count ->
    [one] תגובה אחת ממתינה
    [two] שתי תגובות ממתינות
   *[other] { $count } תגובות ממתינות
}
queues-title = תגובות לפי מצב
queue-pending = בהמתנה
queue-reported = דיווחים
queue-approved = אושר
queue-spam = ספאם
queue-removed = הוסר
queue-pending-empty = אין תגובות ממתינות. כל הכבוד.
queue-reported-empty = אין דיווחים.
queue-approved-empty = עוד לא אושרה אף תגובה.
queue-spam-empty = אין ספאם.
queue-removed-empty = לא הוסר דבר.
queue-all = הכול
queue-many = לתגובות המסומנות:
verdict-approve = אישור
verdict-spam = סימון כספאם
verdict-remove = הסרה
verdict-restore = שחזור
verdict-block = חסימת האורח
verdict-fine = הכול בסדר
on-article = על
on-article-answer = תשובה, על
guests-title = אורחים חסומים
guests-hint = הדפדפן וכתובת הרשת של האורחים מזוהים רק לפי טביעת אצבע. חשבונות רשומים אינם נחסמים אף פעם: אפשר להשעות אותם.
guests-none = אין אורחים חסומים.
guests-by = נחסם בידי { $name }
guests-unblock = ביטול החסימה
flash-none-chosen = לא סומנה אף תגובה.
flash-nothing-changed = לא היה מה לשנות.
flash-comments-approved = { $count ->
    [one] תגובה אחת אושרה.
    [two] שתי תגובות אושרו.
   *[other] { $count } תגובות אושרו.
}
flash-comments-spam = { $count ->
    [one] תגובה אחת סומנה כספאם.
    [two] שתי תגובות סומנו כספאם.
   *[other] { $count } תגובות סומנו כספאם.
}
flash-comments-removed = { $count ->
    [one] תגובה אחת הוסרה.
    [two] שתי תגובות הוסרו.
   *[other] { $count } תגובות הוסרו.
}
flash-comments-restored = { $count ->
    [one] תגובה אחת שוחזרה.
    [two] שתי תגובות שוחזרו.
   *[other] { $count } תגובות שוחזרו.
}
flash-guest-blocked = { $count ->
    [0] החסימה נכנסה לתוקף.
    [one] החסימה נכנסה לתוקף, ותגובה אחת סומנה כספאם.
    [two] החסימה נכנסה לתוקף, ושתי תגובות סומנו כספאם.
   *[other] החסימה נכנסה לתוקף; { $count } תגובות סומנו כספאם.
}
flash-guest-unblocked = החסימה בוטלה: האורח יכול שוב להגיב.
flash-reports-settled = { $count ->
    [one] דיווח אחד טופל.
    [two] שני דיווחים טופלו.
   *[other] { $count } דיווחים טופלו.
}
flash-undone = { $count ->
    [0] לא נשאר מה לבטל.
    [one] הפעולה בוטלה: תגובה אחת חזרה למצבה הקודם.
    [two] הפעולה בוטלה: שתי תגובות חזרו למצבן הקודם.
   *[other] הפעולה בוטלה: { $count } תגובות חזרו למצבן הקודם.
}
mention-title = כתבתם על מאמר באתר אחר?
mention-hint = ספרו היכן קישרתם למאמר מהאתר הזה. הדף ייבדק, ויוצג מתחת למאמר אם מנחה יאשר. אתרים עושים זאת בעצמם בעזרת Webmention.
mention-source = הדף שלכם
mention-source-hint = כתובת הדף שמקשר למאמר.
mention-target = המאמר
mention-button = לספר
mention-taken = תודה. הדף ייבדק, ויוצג מתחת למאמר אם מנחה יאשר.
mention-elsewhere = כתבתם על זה באתר משלכם?
mention-tell = ספרו לנו היכן.
mentions-title = נכתב במקומות אחרים
mention-by-mention = קישור מאת { $name }.
mention-by-reply = תגובה מאת { $name }.
mention-by-like = סימון ״אהבתי״ מאת { $name }.
mention-by-repost = שיתוף מאת { $name }.
mention-by-bookmark = סימנייה מאת { $name }.
