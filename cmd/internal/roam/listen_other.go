//go:build !linux

package roam

// listen returns nil: here nothing tells.
func listen() (news <-chan struct{}, stop func()) { return nil, func() {} }
