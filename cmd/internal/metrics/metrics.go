// Package metrics shows a program's numbers to Prometheus. What they mean, and
// where they come from, is its user's business: they are read when somebody
// asks, and nothing is kept here.
package metrics

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// A Metric is one number, or one histogram, as it is now.
type Metric struct {
	Name string // as Prometheus wants it: parley_people, parley_joins_total
	Help string
	// Labels are name and value in turn.
	Labels [][2]string
	Value  float64
	Rising bool // a counter: it only grows while the program runs

	// Bounds make it a histogram: rising upper ends, in seconds. Counts has one
	// more, for what is above all. Sum is that of all values.
	Bounds []float64
	Counts []uint64
	Sum    float64
}

// Handler answers with what read returns, and with what the Go runtime and the
// system say about the process.
func Handler(read func() []Metric) http.Handler {
	r := prometheus.NewRegistry()
	r.MustRegister(reader(read), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return promhttp.HandlerFor(r, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}

// A reader is a collector of what it reads.
type reader func() []Metric

// Describe says nothing: what there is, is known when it is read.
func (r reader) Describe(chan<- *prometheus.Desc) {}

// Collect is prometheus.Collector's.
func (r reader) Collect(out chan<- prometheus.Metric) {
	for _, m := range r() {
		got, err := m.metric()
		if err != nil {
			got = prometheus.NewInvalidMetric(m.desc(nil), err)
		}
		out <- got
	}
}

func (m Metric) desc(labels []string) *prometheus.Desc {
	return prometheus.NewDesc(m.Name, m.Help, labels, nil)
}

func (m Metric) metric() (prometheus.Metric, error) {
	var names, values []string
	for _, l := range m.Labels {
		names, values = append(names, l[0]), append(values, l[1])
	}
	desc := m.desc(names)
	if m.Bounds != nil {
		below, total := map[float64]uint64{}, uint64(0)
		for i, n := range m.Counts {
			total += n
			if i < len(m.Bounds) {
				below[m.Bounds[i]] = total
			}
		}
		return prometheus.NewConstHistogram(desc, total, m.Sum, below, values...)
	}
	kind := prometheus.GaugeValue
	if m.Rising {
		kind = prometheus.CounterValue
	}
	return prometheus.NewConstMetric(desc, kind, m.Value, values...)
}
