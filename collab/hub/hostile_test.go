package hub_test

import (
	"testing"
	"time"

	"parley/collab/hub"
	"parley/collab/meeting"
	"parley/collab/wire"
)

func TestNamingAnotherPersonsSoundGivesNothing(t *testing.T) {
	inHouse(t, hub.Limits{}, func(t *testing.T, h *house) {
		h.join(person("Amina", meeting.Delegate))
		mallory := person("Mallory", meeting.Delegate)
		mallory.Sound = [32]byte{'A'} // overheard: it stands in Amina's ICE name
		m := h.join(mallory)
		h.told()
		m.say(wire.TalkFrame{On: true})
		m.heard()
		m.leave()
		time.Sleep(30 * time.Second)
		same(t, h.told())
	})
}
