package device

/*
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>

#define RING (1 << 15)

// A feed as Go has it, field by field.
struct feed {
	int16_t samples[RING];
	_Atomic uint64_t put, got;
	_Atomic int64_t once;
	_Atomic uint64_t asked, holes;
};

static void note_once(struct feed *f, int64_t n) {
	if (n > atomic_load(&f->once))
		atomic_store(&f->once, n);
}

// bring puts what a microphone heard into the ring; what does not fit is dropped.
static void bring(struct feed *f, const int16_t *in, uint32_t n) {
	note_once(f, n);
	uint64_t put = atomic_load(&f->put), room = RING - (put - atomic_load(&f->got));
	if (n > room)
		n = room;
	uint32_t at = put % RING, first = n < RING - at ? n : RING - at;
	memcpy(f->samples + at, in, 2 * first);
	memcpy(f->samples, in + first, 2 * (n - first));
	atomic_store(&f->put, put + n);
}

// take gives a loudspeaker what it asks for out of the ring; what is missing is silence.
static void take(struct feed *f, int16_t *out, uint32_t n) {
	note_once(f, n);
	atomic_fetch_add(&f->asked, n);
	uint64_t got = atomic_load(&f->got), put = atomic_load(&f->put);
	uint32_t have = put - got < n ? put - got : n;
	if (have < n && put > 0)
		atomic_fetch_add(&f->holes, 1);
	uint32_t at = got % RING, first = have < RING - at ? have : RING - at;
	memcpy(out, f->samples + at, 2 * first);
	memcpy(out + first, f->samples, 2 * (have - first));
	memset(out + have, 0, 2 * (n - have));
	atomic_store(&f->got, got + have);
}

// In a device of miniaudio the data callback stands right before the notification callback, and the
// user's pointer two behind that. at is where that one was found; 0: nowhere yet.
static _Atomic size_t at;

static void on_data(void **device, void *out, const void *in, uint32_t n) {
	struct feed *f = device[atomic_load(&at)];
	if (in)
		bring(f, in, n);
	if (out)
		take(f, out, n);
}

// on_notice is told when a device begins, and then has it call on_data. Were the device laid out
// otherwise, it goes on calling what it was given.
static void on_notice(void *const *notice) {
	void **device = notice[0];
	for (size_t i = 1; i < 16; i++) {
		if (device[i] == (void *)on_notice && device[i + 2]) {
			atomic_store(&at, i + 2);
			device[i - 1] = (void *)on_data;
			return;
		}
	}
}

static void *notices(void) { return (void *)on_notice; }
*/
import "C"

import (
	"runtime"
	"sync/atomic"
	"unsafe"

	"github.com/gen2brain/malgo"
)

// A feed is what the audio thread and the program share. The audio thread's side is
// C, so that the thread never enters Go: it could be made to wait there, by a lock or the
// collector, and each visit keeps the runtime awake for some 10 ms.
type feed struct {
	ring
	once  atomic.Int64  // samples that the device brings or asks for at once, at most so far
	asked atomic.Uint64 // samples that a loudspeaker has asked for in all
	holes atomic.Uint64 // times that the ring did not have them
}

// Both sides agree on the layout.
var _ [unsafe.Sizeof(feed{})]byte = [C.sizeof_struct_feed]byte{}

// hears is the audio thread's call where a microphone is not handed over to C.
func (f *feed) hears(_, in []byte, _ uint32) {
	if s := samples(in); len(s) > 0 {
		C.bring(f.c(), (*C.int16_t)(&s[0]), C.uint32_t(len(s)))
	}
}

// says is likewise a loudspeaker's.
func (f *feed) says(out, _ []byte, _ uint32) {
	if s := samples(out); len(s) > 0 {
		C.take(f.c(), (*C.int16_t)(&s[0]), C.uint32_t(len(s)))
	}
}

func (f *feed) c() *C.struct_feed { return (*C.struct_feed)(unsafe.Pointer(f)) }

// handOver has the device that is made with config bring to or take from f in C. The feed stays where
// it is until free is called, when no callback can run any more.
func (f *feed) handOver(config *malgo.DeviceConfig) (free func()) {
	var pin runtime.Pinner
	pin.Pin(f)
	config.PUserData = (*byte)(unsafe.Pointer(f))
	config.NotificationCallback = (*[0]byte)(C.notices())
	return pin.Unpin
}
