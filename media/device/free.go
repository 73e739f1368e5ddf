package device

// #include <stdlib.h>
import "C"

import "unsafe"

// freeC gives back what malgo allocated outside Go's memory.
func freeC(p unsafe.Pointer) { C.free(p) }
