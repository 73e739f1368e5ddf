package opus

/*
#cgo pkg-config: opus
#include <opus.h>

// opus_encoder_ctl takes a variable number of arguments, which Go cannot pass.
static int keep_wideband(void *e) {
	return opus_encoder_ctl((OpusEncoder *)e, OPUS_SET_BANDWIDTH(OPUS_BANDWIDTH_WIDEBAND));
}
*/
import "C"

import (
	"fmt"
	"runtime"
	"unsafe"

	"gopkg.in/hraban/opus.v2"
)

// keepWideband has an encoder stay at 8 kHz of audio bandwidth whatever the
// bitrate; left to itself, libopus takes telephone band below some 9 kbit/s. The
// binding does not offer that, so its pointer to the encoder is taken, which is its first field (a
// test notices if that changes).
func keepWideband(e *opus.Encoder) error {
	code := C.keep_wideband(*(*unsafe.Pointer)(unsafe.Pointer(e)))
	runtime.KeepAlive(e)
	if code != C.OPUS_OK {
		return fmt.Errorf("set wideband: libopus says %d", int(code))
	}
	return nil
}
