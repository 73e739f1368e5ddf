package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestNumbersAreShownAsPrometheusReadsThem(t *testing.T) {
	people := 3.0
	h := Handler(func() []Metric {
		return []Metric{
			{Name: "parley_people", Help: "Who is here.", Value: people},
			{Name: "parley_refused_total", Help: "Who was not let in.", Rising: true, Value: 2, Labels: [][2]string{{"why", "expired"}}},
			{Name: "parley_append_seconds", Help: "How long.", Bounds: []float64{0.1, 1}, Counts: []uint64{4, 2, 1}, Sum: 9.5},
		}
	})
	ask := func() string {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
		return answer.Body.String()
	}
	got := ask()
	for _, want := range []string{
		"# TYPE parley_people gauge\nparley_people 3\n",
		"# TYPE parley_refused_total counter\nparley_refused_total{why=\"expired\"} 2\n",
		"parley_append_seconds_bucket{le=\"0.1\"} 4\nparley_append_seconds_bucket{le=\"1\"} 6\nparley_append_seconds_bucket{le=\"+Inf\"} 7\nparley_append_seconds_sum 9.5\nparley_append_seconds_count 7\n",
		"go_goroutines ",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant in it\n%s", got, want)
		}
	}
	if people = 4; !strings.Contains(ask(), "parley_people 4\n") {
		t.Error("a number is not read anew")
	}
}
