/* Stands in for Windows' own bcryptprimitives.dll in the Wine prefix of the checks, never in the program: Wine 8 has
   none. The reader of older workbooks asks it for random bytes; Wine's own source of them answers. */
#define FUNCTION __declspec(dllexport)

__declspec(dllimport) unsigned char __stdcall SystemFunction036(void *bytes, unsigned long count); /* RtlGenRandom */

FUNCTION int __stdcall ProcessPrng(unsigned char *bytes, unsigned long long count) {
  while (count > 0) {
    unsigned long some = count > 0x10000 ? 0x10000 : (unsigned long)count;
    if (!SystemFunction036(bytes, some)) return 0;
    bytes += some;
    count -= some;
  }
  return 1;
}
