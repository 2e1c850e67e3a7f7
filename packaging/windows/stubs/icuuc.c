/* Stands in for Windows 10's own icuuc.dll in the Wine prefix of the checks, never in the program: Wine 8 has none.
   Qt6Core asks it for text encodings that it does not know itself; here it is told that there are none. */
#define FUNCTION __declspec(dllexport)
#define NO_SUCH_FILE 4

FUNCTION void *ucnv_open(const char *name, int *error) { if (error) *error = NO_SUCH_FILE; return 0; }
FUNCTION void ucnv_close(void *converter) {}
FUNCTION void ucnv_reset(void *converter) {}
FUNCTION void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
FUNCTION void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
FUNCTION signed char ucnv_getMaxCharSize(void *converter) { return 1; }
FUNCTION const char *ucnv_getName(void *converter, int *error) { if (error) *error = NO_SUCH_FILE; return ""; }
FUNCTION void ucnv_getToUCallBack(void *converter, void **action, void **context) {}
FUNCTION void ucnv_getFromUCallBack(void *converter, void **action, void **context) {}
FUNCTION void ucnv_setToUCallBack(void *c, void *a, void *b, void **o, void **p, int *error) { if (error) *error = NO_SUCH_FILE; }
FUNCTION void ucnv_setFromUCallBack(void *c, void *a, void *b, void **o, void **p, int *error) { if (error) *error = NO_SUCH_FILE; }
FUNCTION void ucnv_cbToUWriteUChars(void) {}
FUNCTION void ucnv_cbFromUWriteUChars(void) {}
FUNCTION void ucnv_toUnicode(void *c, void *t, void *u, void *s, void *l, int *o, int f, int *error) { if (error) *error = NO_SUCH_FILE; }
FUNCTION void ucnv_fromUnicode(void *c, void *t, void *u, void *s, void *l, int *o, int f, int *error) { if (error) *error = NO_SUCH_FILE; }
FUNCTION int ucnv_toUCountPending(void *converter, int *error) { return 0; }
FUNCTION int ucnv_fromUCountPending(void *converter, int *error) { return 0; }
FUNCTION const char *ucnv_getStandardName(const char *name, const char *standard, int *error) { if (error) *error = NO_SUCH_FILE; return 0; }
FUNCTION const char *ucnv_getAvailableName(int number) { return 0; }
FUNCTION int ucnv_countAvailable(void) { return 0; }
