package sandbox

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// checkButtons applies the rules for the number, kinds and order of buttons (Meta docs, Template components, read 2026-11).
func checkButtons(c *component) *apiError {
	if len(c.Buttons) < 1 || len(c.Buttons) > 10 {
		return invalid("A template has at most 10 buttons")
	}
	count, groups, last := map[string]int{}, 0, ""
	for _, b := range c.Buttons {
		kind := strings.ToUpper(b.Type)
		if runes(b.Text) > 25 || (b.Text == "" && kind != "COPY_CODE") {
			return tmplErr(2388040, "Button text has 1 to 25 characters")
		}
		if count[kind]++; (kind == "QUICK_REPLY") != (last == "QUICK_REPLY") || groups == 0 {
			groups++
		}
		last = kind
		var err *apiError
		switch kind {
		case "URL":
			err = checkAddress(b.URL, b.Example)
		case "PHONE_NUMBER":
			if b.Phone == "" || len(b.Phone) > 20 {
				err = tmplErr(2388040, "A phone number has 1 to 20 characters")
			}
		case "COPY_CODE":
			if code := firstExample(b.Example); code == "" || runes(code) > 15 {
				err = tmplErr(2388043, "A copied code needs an example of 1 to 15 characters")
			}
		}
		if err != nil {
			return err
		}
	}
	if count["URL"] > 2 || count["PHONE_NUMBER"] > 1 || count["COPY_CODE"] > 1 {
		return invalid("A template has at most 2 URL buttons, 1 phone number and 1 code")
	}
	if groups > 2 {
		return invalid("Quick reply buttons must be grouped together")
	}
	return nil
}

func checkAddress(url string, example json.RawMessage) *apiError {
	vars := variables(url)
	if url == "" || len(url) > 2000 || len(vars) > 1 || (strings.Contains(url, "{{") && !strings.HasSuffix(url, "}}")) {
		return tmplErr(2388047, "A button address has at most 2000 characters and one variable at its end")
	}
	if len(vars) == 1 && firstExample(example) == "" {
		return tmplErr(2388043, "Every variable needs an example")
	}
	return nil
}

func firstExample(raw json.RawMessage) string {
	var list []string
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		return list[0]
	}
	var one string
	_ = json.Unmarshal(raw, &one)
	return one
}

// checkHandle wants the example of a header with a file to come from an upload. The caller holds the lock.
func (s *Server) checkHandle(raw json.RawMessage) *apiError {
	var list []component
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	for _, c := range list {
		switch strings.ToUpper(c.Format) {
		case "IMAGE", "VIDEO", "DOCUMENT":
		default:
			continue
		}
		var example struct {
			Handle []string `json:"header_handle"`
		}
		if json.Unmarshal(c.Example, &example) != nil || len(example.Handle) != 1 || !s.handles[example.Handle[0]] {
			return tmplErr(2388273, "The example of a %s header must be a handle of an upload", c.Format)
		}
	}
	return nil
}

// startUpload and finishUpload are the resumable upload that yields the handle of a template's example.
func (s *Server) startUpload(h *hit) (any, *apiError) {
	q := h.r.URL.Query()
	if q.Get("file_type") == "" || q.Get("file_length") == "" {
		return nil, invalid("The parameters file_length and file_type are required")
	}
	id := "upload:" + strconv.FormatUint(mix(s.o.Seed^0x0b, s.serial.Add(1)), 36)
	s.mu.Lock()
	s.uploads[id] = q.Get("file_length")
	s.mu.Unlock()
	return map[string]string{"id": id + "?sig=sandbox"}, nil
}

// finishUpload wants the other form of the token (Meta docs, Resumable Upload API, read 2026-11).
func (s *Server) finishUpload(h *hit) (any, *apiError) {
	if !strings.HasPrefix(h.r.Header.Get("Authorization"), "OAuth ") {
		return nil, invalid("The upload wants Authorization: OAuth")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	want, ok := s.uploads[h.path[0]]
	delete(s.uploads, h.path[0])
	if !ok {
		return nil, noObject(h.path[0])
	}
	if h.r.Header.Get("file_offset") != "0" || want != strconv.Itoa(len(h.body)) {
		return nil, invalid("file_offset must be 0 and the file as long as announced")
	}
	handle := fmt.Sprintf("4::%x", mix(s.o.Seed, s.serial.Add(1)))
	s.handles[handle] = true
	return map[string]string{"h": handle}, nil
}
