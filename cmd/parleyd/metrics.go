package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"parley/cmd/internal/metrics"
	"parley/cmd/internal/serve"
)

// listenForMetrics opens the address at which the server's numbers are to be
// shown. Nobody is answered before showMetrics.
func listenForMetrics(at string) (net.Listener, error) {
	var listen net.ListenConfig
	l, err := listen.Listen(context.Background(), "tcp", at)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--metrics %q: another program is using this port: give another HOST:PORT, such as 127.0.0.1:9464", at)
	case err != nil:
		return nil, usage{fmt.Errorf("--metrics %q cannot be listened on: %w: give another HOST:PORT, such as 127.0.0.1:9464", at, err)}
	}
	return l, nil
}

// showMetrics shows the server's numbers at an address of their own until the
// returned function is called.
func showMetrics(l net.Listener, s *serve.Server) (stop func()) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.Handler(func() []metrics.Metric { return metricsOf(s.Numbers()) }))
	web := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, MaxHeaderBytes: 4 << 10}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := web.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.Log().Error("the metrics are not shown any more", "why", err)
		}
	}()
	s.Log().Info("showing metrics", "at", l.Addr().String())
	return func() { web.Close(); <-ended }
}

// metricsOf gives the numbers their names.
func metricsOf(n serve.Numbers) []metrics.Metric {
	var all []metrics.Metric
	labelled := func(m metrics.Metric, labels []string) {
		for i := 0; i < len(labels); i += 2 {
			m.Labels = append(m.Labels, [2]string{labels[i], labels[i+1]})
		}
		all = append(all, m)
	}
	now := func(name, help string, value int, labels ...string) {
		labelled(metrics.Metric{Name: "parley_" + name, Help: help, Value: float64(value)}, labels)
	}
	ever := func(name, help string, value uint64, labels ...string) {
		labelled(metrics.Metric{Name: "parley_" + name + "_total", Help: help, Value: float64(value), Rising: true}, labels)
	}
	took := func(name, help string, t serve.Timing) {
		all = append(all, metrics.Metric{Name: "parley_" + name + "_seconds", Help: help, Bounds: t.Bounds, Counts: t.Counts, Sum: t.Sum})
	}
	text, sound := n.Text, n.Sound

	now("meetings", "Meetings that people may come to.", text.Meetings)
	now("meetings_up", "Meetings with their text in memory.", text.Up)
	now("people", "People connected.", text.People)
	now("people_waiting", "People who wait to be let in.", text.Waiting)
	now("document_lines", "Lines of people in meetings to other documents than the first.", text.Looking)
	ever("joins", "People let in.", text.Joined, "kind", "new")
	ever("joins", "People let in.", text.Returned, "kind", "returning")
	for status, count := range text.Refused {
		ever("refused", "People not let in, by the answer's HTTP status.", count, "status", strconv.Itoa(status))
	}
	ever("events", "Events written to the meetings' logs.", text.Events)
	took("append", "From an event to its being on disk.", n.Append)
	took("time_to_text", "From a TCP connection to the written welcome.", n.TimeToText)
	took("time_to_sound", "From the first STUN check to the end of the DTLS handshake.", n.TimeToSound)

	now("sound_people", "People whose sound is connected.", sound.Members)
	ever("packets", "Datagrams of sound.", sound.PacketsIn, "direction", "in")
	ever("packets", "Datagrams of sound.", sound.PacketsOut, "direction", "out")
	ever("bytes", "Bytes of these datagrams.", sound.BytesIn, "direction", "in")
	ever("bytes", "Bytes of these datagrams.", sound.BytesOut, "direction", "out")
	ever("forwarded", "Packets of speech sent to listeners.", sound.Forwarded)
	for i, ms := range []string{"20", "40", "60", "120"} {
		now("sound_listeners_by_packet_ms", "Listeners by the length of the packets they get.", sound.Lengths[i], "ms", ms)
	}
	for depth, n := range sound.Depths {
		now("sound_listeners_by_copies", "Listeners by the copies of earlier packets in one.", n, "copies", strconv.Itoa(depth))
	}
	for what, count := range map[string]uint64{
		"asked_of_talkers": sound.Asked, "mended_by_copies": sound.Mended, "asked_by_listeners": sound.Missed,
		"sent_again": sound.Resent, "over_budget": sound.OverBudget,
	} {
		ever("sound_lost_packets", "Lost packets of speech, and what was done about them.", count, "what", what)
	}
	ever("sound_pre_rolled", "Packets of speech from before somebody was heard, sent first.", sound.PreRolled)
	now("sound_reporting", "Listeners who said how much they lose.", sound.Reporting)
	all = append(all, metrics.Metric{Name: "parley_sound_lost_ratio", Help: "The mean of what listeners last said they lost.", Value: sound.Lost})

	now("strangers", "TCP connections whose ticket was not seen yet.", n.Strangers)
	for what, count := range map[string]uint64{
		"connections_of_one_address": n.TooOften, "strangers": n.TooMany, "foreign": n.Foreign,
		"slow_readers": text.TooSlow, "garbage": text.Garbled, "packets_of_one_peer": sound.Flooded, "sound_peers": sound.Unanswered,
	} {
		ever("limited", "What was cut or turned away, by the limit that was hit.", count, "limit", what)
	}
	for why, count := range map[string]uint64{
		"malformed": sound.Malformed, "refused": sound.Refused, "strange": sound.Strangers, "forged": sound.Forged,
		"unsent": sound.Unsent, "not_allowed": sound.NotAllowed, "not_chosen": sound.NotChosen, "silent": sound.Silent, "late": sound.Late, "foreign": sound.Foreign,
	} {
		ever("dropped", "Datagrams of sound that went no further, and why.", count, "why", strings.ReplaceAll(why, " ", "_"))
	}
	return all
}
