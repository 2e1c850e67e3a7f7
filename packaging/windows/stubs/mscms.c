/* Stands in for Windows' mscms.dll in the Wine prefix of the checks, never in the program: Wine 8's lacks
   WcsCreateIccProfile, for which Qt asks. There is no colour profile, it is told. */
#define FUNCTION __declspec(dllexport)

FUNCTION void *__stdcall OpenColorProfileW(void *profile, unsigned access, unsigned share, unsigned mode) { return 0; }
FUNCTION int __stdcall CloseColorProfile(void *profile) { return 1; }
FUNCTION int __stdcall GetColorProfileFromHandle(void *profile, void *buffer, unsigned *size) { return 0; }
FUNCTION void *__stdcall WcsCreateIccProfile(void *profile, unsigned options) { return 0; }
