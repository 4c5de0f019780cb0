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
