package plane

import (
	"context"
	"time"
)

// sweep ends the peers that have not been heard of for too long. While there are
// none it sleeps.
func (p *Plane) sweep(ctx context.Context) {
	tick := time.NewTimer(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.came:
			tick.Reset(time.Second)
		case now := <-tick.C:
			for _, peer := range p.peers() {
				if why := peer.expired(now); why != nil {
					peer.end(why)
				}
			}
			if p.bury(now) {
				tick.Reset(time.Second)
			}
		}
	}
}

// bury forgets the names that have been gone for long enough, and reports whether
// there is anybody left to look after.
func (p *Plane) bury(now time.Time) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name, at := range p.gone {
		if now.Sub(at) > goneTime {
			delete(p.gone, name)
		}
	}
	return len(p.byName)+len(p.gone) > 0
}
