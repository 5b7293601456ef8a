package library

import (
	"io"
	"net/http"
	"strconv"
)

// ServeLink answers GET and HEAD of a public link, with the type that the bytes have. It is for the network that fetches a file that is being
// sent: no search engine keeps it, no cache does, no browser runs anything of it.
func (s *Service) ServeLink(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-Robots-Tag", "noindex, nofollow, noarchive")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	body, found, err := s.openLink(r.Context(), r.PathValue("token"))
	if err != nil {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, "Not found\n")
		return
	}
	defer func() { _ = body.Close() }()
	contentType, how := found.MIME, "inline"
	if active[contentType] || !inline[contentType] {
		how = "attachment"
	}
	if active[contentType] {
		contentType = "application/octet-stream"
	}
	h.Set("Content-Type", contentType)
	h.Set("Content-Disposition", disposition(how, found.Name))
	h.Set("Content-Length", strconv.FormatInt(found.Size, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	_, _ = io.Copy(w, body) // a reader that leaves early needs no answer
}

// RegisterLinks adds the public links.
func (s *Service) RegisterLinks(mux *http.ServeMux) {
	mux.HandleFunc("GET "+linkPath+"{token}", s.ServeLink)
}
