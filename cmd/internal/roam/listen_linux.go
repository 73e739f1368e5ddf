package roam

import (
	"errors"
	"math"
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// listen has Linux tell when addresses come and go, and when the clock on the wall
// was set, as it is when the machine wakes up. news is nil where it does not tell.
// stop waits for the goroutines that listen.
func listen() (news <-chan struct{}, stop func()) {
	network, err := addressNews()
	if err != nil {
		return nil, func() {}
	}
	clock, err := clockNews()
	if err != nil {
		network.Close()
		return nil, func() {}
	}
	heard := make(chan struct{}, 1)
	var both sync.WaitGroup
	for _, f := range []*os.File{network, clock} {
		both.Go(func() { hear(f, heard) })
	}
	return heard, func() { network.Close(); clock.Close(); both.Wait() }
}

// hear leaves a token for whatever comes, until the file is closed. What it says is
// not read: that is looked at.
func hear(f *os.File, heard chan<- struct{}) {
	b := make([]byte, 4096)
	for {
		_, err := f.Read(b)
		if err != nil && !errors.Is(err, unix.ECANCELED) && !errors.Is(err, unix.ENOBUFS) {
			return
		}
		select {
		case heard <- struct{}{}:
		default:
		}
	}
}

// addressNews is a socket on which a message comes for each address that comes or
// goes (man 7 rtnetlink).
func addressNews() (*os.File, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	groups := &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR}
	if err := unix.Bind(fd, groups); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), "addresses"), nil
}

// clockNews is a timer that never rings, and that is cancelled when the clock on the
// wall jumps: it was set, or the machine slept (man 2 timerfd_create). Each read
// after that says so once.
func clockNews() (*os.File, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK)
	if err != nil {
		return nil, err
	}
	never := &unix.ItimerSpec{Value: unix.Timespec{Sec: math.MaxInt32}} // 2038, which is far enough and fits everywhere
	if err := unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET, never, nil); err != nil {
		unix.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), "clock"), nil
}
