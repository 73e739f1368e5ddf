package device

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>

static void say_nothing(const char *file, int line, const char *function, int err, const char *format, ...) {}

// The library stays open: the handler belongs to this one copy of it.
static void quiet_alsa(void) {
	void *alsa = dlopen("libasound.so.2", RTLD_LAZY | RTLD_LOCAL);
	if (alsa == 0) {
		return;
	}
	void (*set_handler)(void *) = dlsym(alsa, "snd_lib_error_set_handler");
	if (set_handler != 0) {
		set_handler(say_nothing);
	}
}
*/
import "C"

import "sync"

// quiet stops libasound from writing its troubles to standard error, across the
// screen: what matters of them comes back as an error.
var quiet = sync.OnceFunc(func() { C.quiet_alsa() })
