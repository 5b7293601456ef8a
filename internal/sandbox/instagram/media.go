package instagram

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

const storyLife = 24 * time.Hour

var mediaOptional = []string{"media_url", "thumbnail_url", "caption", "children", "owner", "shortcode", "is_comment_enabled", "legacy_instagram_media_id"}

// posts are what the media list shows: no stories, no advertisements' copies, no live broadcasts.
func (a *account) posts() []*media {
	var out []*media
	for _, m := range a.media {
		if m.product == "FEED" || m.product == "REELS" {
			out = append(out, m)
		}
	}
	return out
}

func (n *Network) mediaView(m *media) map[string]any {
	v := map[string]any{
		"id": m.id, "media_type": m.kind, "media_product_type": m.product, "permalink": m.permalink, "timestamp": stamp(m.at),
		"like_count": m.likes, "comments_count": m.visible(), "username": "",
	}
	if m.by != nil {
		v["username"] = m.by.username
		v["owner"] = map[string]any{"id": m.by.id}
	}
	if m.caption != "" {
		v["caption"] = m.caption
	}
	if !m.protected {
		v["media_url"] = n.urlOf(m)
		if m.kind == "VIDEO" {
			v["thumbnail_url"] = n.urlOf(m)
		}
	}
	return v
}

// urlOf is where the bytes of a post are.
func (n *Network) urlOf(m *media) string { return n.d.Base() + mediaPath + m.id + ".png" }

func (m *media) visible() int {
	count := 0
	for _, c := range m.comments {
		if !c.deleted {
			count++
		}
	}
	return count
}

func (n *Network) listMedia(c *Call) (any, *problem) {
	return n.mediaPage(c, c.acc.posts())
}

func (n *Network) listStories(c *Call) (any, *problem) {
	var list []*media
	for _, m := range c.acc.media {
		if m.product == "STORY" && n.now().Sub(m.at) < storyLife {
			list = append(list, m)
		}
	}
	return n.mediaPage(c, list)
}

func (n *Network) mediaPage(c *Call, list []*media) (any, *problem) {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.id
	}
	return n.paged(c, ids, 100, func(i int) (any, *problem) {
		return choose(n.mediaView(list[i]), mediaOptional, c.query.Get("fields"), "id", "IGMedia")
	})
}

// ownMedia finds a post of the calling account. A story is gone after its day.
func (n *Network) ownMedia(c *Call) (*media, *problem) {
	m := n.media[c.path[0]]
	if m == nil || m.by != c.acc || (m.product == "STORY" && n.now().Sub(m.at) >= storyLife) {
		return nil, noObject(c.path[0])
	}
	return m, nil
}

func (n *Network) getMedia(c *Call) (any, *problem) {
	m, p := n.ownMedia(c)
	if p != nil {
		return nil, p
	}
	return choose(n.mediaView(m), mediaOptional, c.query.Get("fields"), "id", "IGMedia")
}

// cdn serves the picture of everything: a small square of one colour.
func (n *Network) cdn(c *Call) Answer {
	if c.r.Method != http.MethodGet || strings.Contains(c.r.URL.Path, "gone") {
		return Answer{Status: http.StatusNotFound, Type: "text/plain", Body: []byte("Not found")}
	}
	b, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGPgT0/DihiGlgQAvnNEwZ0a0zgAAAAASUVORK5CYII=")
	if err != nil {
		return Answer{Status: http.StatusInternalServerError}
	}
	return Answer{Status: http.StatusOK, Type: "image/png", Body: b}
}
