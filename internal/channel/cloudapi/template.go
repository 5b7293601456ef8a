package cloudapi

import (
	"context"
	"encoding/json"
	"github.com/kelolapesan/kelola/internal/graph"
	"net/http"
	"net/url"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
)

const (
	templateFields = "id,name,language,status,category,components,rejected_reason,quality_score,parameter_format"
	pageSize       = "100"
	maxPages       = 100 // an account has at most 6,000 templates (Meta docs, templates, read 2026-11)
)

type remoteTemplate struct {
	ID              graph.ID        `json:"id"`
	Name            graph.String    `json:"name"`
	Language        graph.String    `json:"language"`
	Status          graph.String    `json:"status"`
	Category        graph.String    `json:"category"`
	Components      json.RawMessage `json:"components"`
	RejectedReason  graph.String    `json:"rejected_reason"`
	ParameterFormat graph.String    `json:"parameter_format"`
	Quality         json.RawMessage `json:"quality_score"`
}

// Templates implements channel.Connector.
func (c *Connector) Templates(ctx context.Context, s channel.Session) ([]channel.RemoteTemplate, error) {
	var all []channel.RemoteTemplate
	err := pages(ctx, c, graph.Call{
		Method: http.MethodGet, Path: "/" + s.Channel.AccountID + "/message_templates", Query: url.Values{"fields": {templateFields}},
		Token: s.Token, Account: s.Channel.AccountID,
	}, func(t remoteTemplate) { all = append(all, t.template()) })
	return all, err
}

// pages reads a whole list. It follows the pages by their cursor, never by the address in the answer, which carries the token. The
// last page has cursors too, but no such address (Meta docs, Graph API paged results, read 2026-11).
func pages[T any](ctx context.Context, c *Connector, in graph.Call, take func(T)) error {
	in.Query.Set("limit", pageSize)
	after := ""
	for range maxPages {
		var page struct {
			Data   []T `json:"data"`
			Paging struct {
				Cursors struct {
					After graph.String `json:"after"`
				} `json:"cursors"`
				Next graph.String `json:"next"`
			} `json:"paging"`
		}
		if err := c.get(ctx, in, &page); err != nil {
			return err
		}
		for _, one := range page.Data {
			take(one)
		}
		next := string(page.Paging.Cursors.After)
		if page.Paging.Next == "" || next == "" || next == after {
			return nil
		}
		after = next
		in.Query.Set("after", after)
	}
	return nil
}

func (t remoteTemplate) template() channel.RemoteTemplate {
	reason := string(t.RejectedReason)
	if strings.EqualFold(reason, "NONE") {
		reason = ""
	}
	return channel.RemoteTemplate{
		ExternalID: string(t.ID), Name: string(t.Name), Language: language(string(t.Language)), Category: strings.ToUpper(string(t.Category)),
		Status: strings.ToUpper(string(t.Status)), Quality: quality(score(t.Quality)), RejectedReason: reason,
		ParameterFormat: strings.ToUpper(string(t.ParameterFormat)), Components: rawOrEmpty(t.Components),
	}
}

// score reads a quality that is an object with a score, or a plain word.
func score(raw json.RawMessage) string {
	var word string
	if json.Unmarshal(raw, &word) == nil {
		return word
	}
	var in struct {
		Score graph.String `json:"score"`
	}
	_ = json.Unmarshal(raw, &in)
	return string(in.Score)
}

// quality puts the network's colour into our words; "" stays unknown to the caller.
func quality(word string) string {
	switch strings.ToUpper(word) {
	case "GREEN":
		return "green"
	case "YELLOW":
		return "yellow"
	case "RED":
		return "red"
	case "":
		return ""
	default:
		return "unknown"
	}
}

// language writes a code the way it is sent: webhooks were seen with a hyphen.
func language(code string) string { return strings.ReplaceAll(code, "-", "_") }

func rawOrEmpty(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("[]")
	}
	return raw
}
