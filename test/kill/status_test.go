package kill

import (
	"fmt"
	"testing"
	"time"

	"github.com/kelolapesan/kelola/test/harness"
)

// rank orders the states that the network reports.
var rank = map[string]int{"accepted": 1, "sent": 2, "delivered": 3, "read": 4}

// outgoing is a blast whose later statuses the test reports itself.
type outgoing struct{ blast string }

// blasted sends a blast to n recipients and waits until the network has all of them.
func blasted(t *testing.T, w *harness.World, c *harness.Client, n int) outgoing {
	t.Helper()
	c.ImportContacts(n)
	b := c.StartBlast(c.ConnectSandbox(0))
	w.Wait(2*time.Minute, "the blast to be sent", func() bool {
		c.Must("GET", "/blasts/"+b.ID, nil, &b)
		return b.State == "finished"
	})
	return outgoing{blast: b.ID}
}

// reports is `delivered` and `read` of every message that the network has.
func (o outgoing) reports(w *harness.World) []string {
	var out []string
	for i, e := range w.Sandbox.Sends() {
		for after, status := range []string{"delivered", "read"} {
			out = append(out, fmt.Sprintf(`{"id":%q,"status":%q,"timestamp":"%d","recipient_id":%q,"biz_opaque_callback_data":%q}`,
				e.WAMID, status, 1795000000+i+after, e.To, e.Opaque))
		}
	}
	return out
}

// watch reads the report again and again and fails the test when a status has moved down.
func (o outgoing) watch(t *testing.T, c *harness.Client, over <-chan struct{}) {
	seen := map[string]string{}
	looks := 0
	for {
		select {
		case <-over:
			t.Logf("%d looks at the statuses of %d recipients", looks, len(seen))
			if looks == 0 {
				t.Error("nobody looked at the statuses")
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
		var p struct {
			Items []harness.Recipient `json:"items"`
		}
		if _, err := c.Do("GET", "/blasts/"+o.blast+"/recipients?limit=200", nil, &p); err != nil {
			continue // the server is down at the moment
		}
		looks++
		for _, x := range p.Items {
			if before := seen[x.ContactID]; rank[x.State] < rank[before] {
				t.Errorf("a status moved down from %s to %s", before, x.State)
			}
			seen[x.ContactID] = x.State
		}
	}
}

// check waits until every message is read.
func (o outgoing) check(t *testing.T, w *harness.World, c *harness.Client) {
	t.Helper()
	w.Wait(time.Minute, "all statuses to have their effect", func() bool {
		for _, x := range c.Recipients(o.blast) {
			if x.State != "read" {
				return false
			}
		}
		return true
	})
}
