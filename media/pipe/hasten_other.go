//go:build !linux && !darwin

package pipe

// holdLittle does nothing: the system has no such setting.
func holdLittle(uintptr) {}
