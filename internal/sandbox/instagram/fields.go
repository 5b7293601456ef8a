package instagram

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// fieldTree is what a fields parameter asks for: names, some with fields of their own in braces.
type fieldTree map[string]fieldTree

func parseFields(text string) (fieldTree, bool) {
	tree, _, ok := parseFieldList(text, false)
	return tree, ok
}

// parseFieldList reads names up to the end, or up to the closing brace if it is nested, and returns what follows.
func parseFieldList(text string, nested bool) (fieldTree, string, bool) {
	tree := fieldTree{}
	for {
		end := strings.IndexAny(text, ",{}")
		if end < 0 {
			end = len(text)
		}
		name := strings.TrimSpace(text[:end])
		if name == "" {
			return nil, "", false
		}
		tree[name], text = nil, text[end:]
		if strings.HasPrefix(text, "{") {
			sub, rest, ok := parseFieldList(text[1:], true)
			if !ok {
				return nil, "", false
			}
			tree[name], text = sub, rest
		}
		switch {
		case text == "":
			return tree, "", !nested
		case text[0] == '}':
			return tree, text[1:], nested
		case text[0] != ',':
			return nil, "", false
		}
		text = text[1:]
	}
}

// choose picks the asked fields of an object; id is always there. An unknown name is an error, a known one without a
// value is left out, as Graph does.
func choose(all map[string]any, optional []string, ask, usual, node string) (map[string]any, *problem) {
	if ask == "" {
		ask = usual
	}
	tree, ok := parseFields(ask)
	if !ok {
		return nil, badParam("Syntax error in field expression: %s", ask)
	}
	return pick(all, optional, tree, node)
}

func pick(all map[string]any, optional []string, tree fieldTree, node string) (map[string]any, *problem) {
	out := map[string]any{}
	if id, ok := all["id"]; ok {
		out["id"] = id
	}
	for name, sub := range tree {
		v, there := all[name]
		switch {
		case there && sub != nil:
			if inner, ok := v.(map[string]any); ok {
				picked, p := pick(inner, nil, sub, node)
				if p != nil {
					return nil, p
				}
				v = picked
			}
			out[name] = v
		case there:
			out[name] = v
		case !slices.Contains(optional, name):
			return nil, badParam("Tried accessing nonexisting field (%s) on node type (%s)", name, node)
		}
	}
	return out, nil
}

// paged cuts a page out of the objects with these ids and writes the cursors as Graph does: cursors on every page, next
// and previous only where there is one.
func (n *Network) paged(c *Call, ids []string, most int, object func(i int) (any, *problem)) (any, *problem) {
	from, to, p := span(c, ids, most)
	if p != nil {
		return nil, p
	}
	data := []any{}
	for i := from; i < to; i++ {
		o, p := object(i)
		if p != nil {
			return nil, p
		}
		data = append(data, o)
	}
	out := map[string]any{"data": data}
	if len(data) == 0 {
		return out, nil
	}
	paging := map[string]any{"cursors": map[string]string{"before": cursor(ids[from]), "after": cursor(ids[to-1])}}
	if to < len(ids) {
		paging["next"] = n.pageLink(c, "after", cursor(ids[to-1]))
	}
	if from > 0 {
		paging["previous"] = n.pageLink(c, "before", cursor(ids[from]))
	}
	out["paging"] = paging
	return out, nil
}

// span reads limit, after and before.
func span(c *Call, ids []string, most int) (from, to int, p *problem) {
	limit := min(25, most)
	if v := c.query.Get("limit"); v != "" {
		got, err := strconv.Atoi(v)
		if err != nil || got < 1 {
			return 0, 0, badParam("Param limit must be a positive integer")
		}
		limit = min(got, most)
	}
	find := func(name string) int {
		raw, err := base64.RawURLEncoding.DecodeString(c.query.Get(name))
		if err != nil {
			return -1
		}
		return slices.Index(ids, strings.TrimPrefix(string(raw), "QVFI"))
	}
	switch {
	case c.query.Get("after") != "":
		i := find("after")
		if i < 0 {
			return 0, 0, badParam("Invalid cursor")
		}
		return i + 1, min(i+1+limit, len(ids)), nil
	case c.query.Get("before") != "":
		i := find("before")
		if i < 0 {
			return 0, 0, badParam("Invalid cursor")
		}
		return max(0, i-limit), i, nil
	}
	return 0, min(limit, len(ids)), nil
}

// pageLink contains the token, which is why it must not be stored.
func (n *Network) pageLink(c *Call, name, value string) string {
	q := c.r.URL.Query()
	q.Del("after")
	q.Del("before")
	q.Set(name, value)
	q.Set("access_token", c.by.value)
	return n.d.Base() + c.r.URL.Path + "?" + q.Encode()
}

func cursor(id string) string { return base64.RawURLEncoding.EncodeToString([]byte("QVFI" + id)) }
