package cloudapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"github.com/kelolapesan/kelola/internal/graph"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/kelolapesan/kelola/internal/channel"
	"github.com/kelolapesan/kelola/internal/fault"
)

var _ channel.TemplateAuthor = (*Connector)(nil)

// Components implements channel.TemplateAuthor (Meta docs, template components, read 2026-11).
func (c *Connector) Components(f channel.TemplateForm, handle string) json.RawMessage {
	raw, err := json.Marshal(components(f, handle))
	if err != nil {
		return json.RawMessage("[]")
	}
	return raw
}

func components(f channel.TemplateForm, handle string) []object {
	named := f.Named()
	var out []object
	switch f.Header.Format {
	case "", channel.HeaderNone:
	case channel.HeaderText:
		header := object{"type": "HEADER", "format": "TEXT", "text": f.Header.Text}
		if keys, _ := f.Places(); len(keys) == 1 {
			header["example"] = example("header_text", named, keys, map[string]string{keys[0]: f.Header.Example}, false)
		}
		out = append(out, header)
	default:
		header := object{"type": "HEADER", "format": strings.ToUpper(f.Header.Format)}
		if handle != "" {
			header["example"] = object{"header_handle": []string{handle}}
		}
		out = append(out, header)
	}
	body := object{"type": "BODY", "text": f.Body}
	if _, keys := f.Places(); len(keys) > 0 {
		body["example"] = example("body_text", named, keys, f.Examples, true)
	}
	out = append(out, body)
	if f.Footer != "" {
		out = append(out, object{"type": "FOOTER", "text": f.Footer})
	}
	if len(f.Buttons) > 0 {
		buttons := make([]object, 0, len(f.Buttons))
		for _, b := range f.Buttons {
			buttons = append(buttons, templateButton(b))
		}
		out = append(out, object{"type": "BUTTONS", "buttons": buttons})
	}
	return out
}

// example writes the examples of a text: a list, for a body a list of lists, or named ones.
func example(key string, named bool, keys []string, values map[string]string, nested bool) object {
	if named {
		params := make([]object, 0, len(keys))
		for _, k := range keys {
			params = append(params, object{"param_name": k, "example": values[k]})
		}
		return object{key + "_named_params": params}
	}
	list := make([]string, 0, len(keys))
	for _, k := range keys {
		list = append(list, values[k])
	}
	if nested {
		return object{key: [][]string{list}}
	}
	return object{key: list}
}

func templateButton(b channel.FormButton) object {
	switch b.Type {
	case channel.ButtonURL:
		out := object{"type": "URL", "text": b.Text, "url": b.URL}
		if b.Example != "" {
			out["example"] = []string{b.Example}
		}
		return out
	case channel.ButtonPhone:
		return object{"type": "PHONE_NUMBER", "text": b.Text, "phone_number": b.Phone}
	case channel.ButtonCode:
		return object{"type": "COPY_CODE", "example": b.Example}
	default:
		return object{"type": "QUICK_REPLY", "text": b.Text}
	}
}

// ErrNoApp is returned when a file is needed for a template and the installation has no app that could hand it over.
var ErrNoApp = fault.New(fault.Unavailable, "template.app_missing", "A header with a file needs the id of the Meta app. The operator sets KELOLA_META_APP_ID.")

// UploadExample implements channel.TemplateAuthor by the resumable upload: a session first, then the bytes with another form of
// the token, from the beginning (Meta docs, resumable upload, read 2026-11).
func (c *Connector) UploadExample(ctx context.Context, s channel.Session, attachment string) (string, error) {
	if c.cfg.AppID == "" {
		return "", ErrNoApp
	}
	body, info, err := s.Media.Open(ctx, attachment)
	if err != nil {
		return "", err
	}
	defer func() { _ = body.Close() }()
	if info.Size < 0 {
		return "", ErrUnreachable.With(errors.New("cloudapi: the size of a file is not known"))
	}
	var opened struct {
		ID graph.ID `json:"id"`
	}
	err = c.get(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + c.cfg.AppID + "/uploads", Token: s.Token, Account: s.Channel.AccountID,
		Query: url.Values{"file_length": {strconv.FormatInt(info.Size, 10)}, "file_type": {info.MIME}, "file_name": {fileName(info.Name)}},
	}, &opened)
	if err != nil {
		return "", err
	}
	path, query, err := uploadPath(string(opened.ID))
	if err != nil {
		return "", err
	}
	file := &borrowed{in: body}
	defer file.giveBack()
	var done struct {
		Handle graph.String `json:"h"`
	}
	err = c.get(ctx, graph.Call{
		Method: http.MethodPost, Path: path, Query: query, Body: io.LimitReader(file, info.Size), MIME: info.MIME, Size: info.Size,
		Token: s.Token, Account: s.Channel.AccountID, Timeout: c.cfg.UploadTimeout,
		Header: http.Header{"Authorization": {"OAuth " + s.Token.Reveal()}, "File_offset": {"0"}},
	}, &done)
	if err != nil {
		return "", err
	}
	if done.Handle == "" {
		return "", ErrUnreachable.With(errors.New("cloudapi: no handle for an upload"))
	}
	return string(done.Handle), nil
}

func fileName(name string) string {
	if name == "" {
		return "example"
	}
	return name
}

// uploadPath makes an address of the id of an upload, which carries a signature as a query.
func uploadPath(id string) (string, url.Values, error) {
	name, query, _ := strings.Cut(id, "?")
	values, err := url.ParseQuery(query)
	if err != nil || !strings.HasPrefix(name, "upload:") {
		return "", nil, ErrUnreachable.With(errors.New("cloudapi: not the id of an upload"))
	}
	return "/" + name, values, nil
}

// CreateTemplate implements channel.TemplateAuthor.
func (c *Connector) CreateTemplate(ctx context.Context, s channel.Session, f channel.TemplateForm, handle string) (channel.RemoteTemplate, error) {
	var out remoteTemplate
	err := c.change(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + s.Channel.AccountID + "/message_templates", Token: s.Token, Account: s.Channel.AccountID,
		JSON: object{
			"name": f.Name, "language": f.Language, "category": f.Category, "parameter_format": f.ParameterFormat(),
			"components": components(f, handle),
		},
	}, &out)
	if err == nil && (out.ID == "" || out.Status == "") {
		err = channel.ErrTemplateUncertain.With(errors.New("cloudapi: the answer has another shape"))
	}
	return out.template(), err
}

// EditTemplate implements channel.TemplateAuthor. Without a category the template keeps its own.
func (c *Connector) EditTemplate(ctx context.Context, s channel.Session, externalID string, f channel.TemplateForm, handle string) error {
	body := object{"parameter_format": f.ParameterFormat(), "components": components(f, handle)}
	if f.Category != "" {
		body["category"] = f.Category
	}
	return c.change(ctx, graph.Call{
		Method: http.MethodPost, Path: "/" + url.PathEscape(externalID), Token: s.Token, Account: s.Channel.AccountID, JSON: body,
	}, nil)
}

// DeleteTemplate implements channel.TemplateAuthor: with the id beside the name only one language goes.
func (c *Connector) DeleteTemplate(ctx context.Context, s channel.Session, externalID, name string) error {
	return c.change(ctx, graph.Call{
		Method: http.MethodDelete, Path: "/" + s.Channel.AccountID + "/message_templates", Token: s.Token, Account: s.Channel.AccountID,
		Query: url.Values{"hsm_id": {externalID}, "name": {name}},
	}, nil)
}

// change makes a call that must not be repeated by itself. Without a readable answer its effect is not known.
func (c *Connector) change(ctx context.Context, in graph.Call, out any) error {
	a, err := c.do(ctx, in)
	if errors.Is(err, graph.ErrNothingSent) {
		return ErrUnreachable.With(err)
	}
	if err != nil {
		return channel.ErrTemplateUncertain.With(err)
	}
	e, ok := graph.ErrorOf(a)
	switch {
	case e != nil:
		return templateFault(e, faultOf(e, graph.RetryAfter(a.Header, c.clock.Now())))
	case !ok || a.Status >= 300:
		return channel.ErrTemplateUncertain.With(fmt.Errorf("cloudapi: not a Graph answer, status %d", a.Status))
	case out == nil:
		var done struct {
			Success graph.Bool `json:"success"`
		}
		if !graph.Decode(a.Body, &done) || !bool(done.Success) {
			return channel.ErrTemplateUncertain.With(errors.New("cloudapi: the change was not confirmed"))
		}
		return nil
	case !graph.Decode(a.Body, out):
		return channel.ErrTemplateUncertain.With(errors.New("cloudapi: the answer has another shape"))
	}
	return nil
}

// templateRefusals are the subcodes of refused templates (Meta docs, message template errors, read 2026-11; 2388023, 2388024 and
// 2593002 are general knowledge, 2026-11).
var templateRefusals = map[int]func(e error) error{
	2388019: func(e error) error { return channel.ErrTemplateLimit.With(e) },
	2388023: func(e error) error { return about(channel.ErrTemplateDeleted, "name").With(e) },
	2388024: func(e error) error { return about(channel.ErrTemplateExists, "name").With(e) },
	2388039: func(e error) error { return channel.ErrTemplateLocked.With(e) },
	2388040: func(e error) error {
		return refusedBody("template.too_long", "This is longer than the network allows.").With(e)
	},
	2388047: func(e error) error {
		return refusedBody("template.format", "The network does not take this way of writing.").With(e)
	},
	2388072: func(e error) error {
		return refusedBody("template.format", "The network does not take this way of writing.").With(e)
	},
	2388073: func(e error) error {
		return refusedBody("template.format", "The network does not take this way of writing.").With(e)
	},
	2388293: func(e error) error {
		return refusedBody("template.too_many_variables", "There are too many variables for so short a text.").With(e)
	},
	2388299: func(e error) error {
		return refusedBody("template.variable_at_edge", "The text does not begin or end with a variable.").With(e)
	},
	2593002: func(e error) error { return channel.ErrTemplateNotFound.With(e) },
}

func about(f *fault.Error, field string) *fault.Error { return f.WithField(field, f.Code, f.Detail) }

func refusedBody(code, detail string) *fault.Error {
	return channel.ErrTemplateRefused.WithField("body", code, detail)
}

// templateFault says what a refused change of a template means. An error that leaves the effect open stays open.
func templateFault(e *graph.Error, general error) error {
	if r := refusalOf(e.Code, e.Subcode, e.Status, e.Transient); r.class == channel.ClassUnknown {
		return channel.ErrTemplateUncertain.With(e)
	}
	if known, ok := templateRefusals[e.Subcode]; ok {
		return known(e)
	}
	if errors.Is(general, ErrRefused) {
		return channel.ErrTemplateRefused.With(e)
	}
	return general
}
